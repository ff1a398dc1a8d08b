import {copyText} from "@callcenter/core/clipboard";
import {CallControls} from "@callcenter/dial/call_controls";
import {CustomerActions} from "@callcenter/customer/customer_actions";
import {CustomerChooser} from "@callcenter/customer/customer_chooser";

import {Component, onWillDestroy, useEffect, useRef, useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {
    announcementText,
    customerText,
    detailsText,
    directionIcon,
    isMissed,
    phoneText,
    runningTime,
    stateText,
} from "./call_texts";
import {CallbackPicker} from "./callback_picker";
import {useCardDetails} from "./card_details";
import {cardSections} from "./card_sections";
import {NoteField} from "./note_field";
import {OutcomeButtons, outcomeIndex} from "./outcome_buttons";
import {SaveStatus} from "./save_status";

/** Milliseconds that the copy button shows its success. */
const COPIED_PERIOD = 2000;

/** One call: who it is, how it stands, and what the agent can do about it. */
export class CallCard extends Component {
    static template = "callcenter.CallCard";
    static components = {
        CallControls,
        CallbackPicker,
        CustomerActions,
        CustomerChooser,
        NoteField,
        OutcomeButtons,
        SaveStatus,
    };
    static props = {entry: Object};

    setup() {
        this.callcenter = useService("callcenter");
        this.notification = useService("notification");
        this.entry = useState(this.props.entry);
        this.clock = useState(this.callcenter.clock);
        this.state = useState({isCopied: false, isCallback: false});
        const {details, reload} = useCardDetails(() => this.card);
        this.details = details;
        this.reloadDetails = reload;
        this.root = useRef("root");
        this.isHeld = false;
        onWillDestroy(() => this._release());
        useEffect(
            () => this._keepFocus(),
            () => [this.card.candidates.length, this.state.isCallback]
        );
    }

    /** @returns {import("@callcenter/calls/call_entry").Card} */
    get card() {
        return this.entry.card;
    }

    get ariaLabel() {
        return announcementText(this.card);
    }

    get customerText() {
        return customerText(this.card);
    }

    get detailsText() {
        return detailsText(this.card);
    }

    get directionIcon() {
        return directionIcon(this.card);
    }

    /** Of a call that a colleague took there is nothing to wrap up. */
    get hasWrapUp() {
        return this.card.disposition !== "answered_elsewhere";
    }

    /** Whether there is somebody to call back. */
    get canCallBack() {
        return this.hasWrapUp && Boolean(this.card.customer || this.card.phone);
    }

    get isLive() {
        return this.card.state !== "ended";
    }

    get look() {
        return isMissed(this.card) ? "missed" : this.card.state;
    }

    get phoneText() {
        return phoneText(this.card);
    }

    get runningTime() {
        return runningTime(this.entry, this.clock.now);
    }

    /** The sections that the server sent and somebody draws, in order. */
    get sections() {
        return cardSections
            .getEntries()
            .filter(([name]) => name in this.details.sections)
            .map(([name, {Component: Section}]) => ({
                name,
                Section,
                data: this.details.sections[name],
            }));
    }

    get stateText() {
        return stateText(this.card);
    }

    /** Picture, tags, language and account manager, empty until they are known. */
    get profile() {
        return (this.card.customer && this.details.sections.customer) || {tags: []};
    }

    get profileText() {
        const {language, manager} = this.profile;
        const managerText = manager && _t("Account manager: %s", manager);
        return [managerText, language].filter(Boolean).join(" · ");
    }

    async onCopy() {
        if (!(await copyText(this.card.phone_copy))) {
            this.notification.add(
                _t("The number could not be copied. Select it and copy it by hand."),
                {type: "warning"}
            );
            return;
        }
        this.state.isCopied = true;
        browser.setTimeout(() => (this.state.isCopied = false), COPIED_PERIOD);
    }

    onDismiss() {
        this._leave(() => this.callcenter.dismiss(this.card.id));
    }

    onMinimise() {
        this._leave(() => this.callcenter.put(this.card.id, "tray"));
    }

    /** Take the card from the screen, and return the focus to where it came from. */
    _leave(putAway) {
        const hadFocus = this.root.el.contains(document.activeElement);
        putAway();
        if (hadFocus && this.cameFrom?.isConnected) {
            this.cameFrom.focus({preventScroll: true});
        }
    }

    /**
     * The card stays while it is used by keyboard, and for a moment after each click.
     * When the agent leaves the tab, the focus leaves the card, too.
     */
    onFocusIn({target, relatedTarget}) {
        if (relatedTarget && !relatedTarget.closest(".o_callcenter_popups")) {
            // Where to return the focus to.
            this.cameFrom = relatedTarget;
        }
        this.focused = target;
        this.callcenter.touch(this.card.id);
        if (!this.isHeld && target.matches(":focus-visible")) {
            this.isHeld = true;
            this.callcenter.hold(this.card.id);
        }
    }

    onFocusOut({relatedTarget}) {
        if (!this.root.el.contains(relatedTarget)) {
            this._release();
        }
    }

    _release() {
        if (this.isHeld) {
            this.isHeld = false;
            this.callcenter.release(this.card.id);
        }
    }

    /** Keep the focus in the card when what had it is gone. */
    _keepFocus() {
        const isLost = this.focused && !this.focused.isConnected;
        if (isLost && document.activeElement === document.body) {
            this.root.el.focus({preventScroll: true});
        }
    }

    onKeydown(ev) {
        if (ev.key === "Escape" && !ev.isComposing) {
            // A dialog beside the card would take it for its own.
            ev.stopPropagation();
            this.onDismiss();
            return;
        }
        const outcome = this.hasWrapUp && this.details.outcomes[outcomeIndex(ev)];
        if (outcome) {
            ev.preventDefault();
            this.chooseOutcome(outcome);
        }
    }

    /** Choose a wrap-up code; choosing it again takes it back. */
    chooseOutcome({id, is_callback: isCallback}) {
        const isChosen = this.callcenter.outcomeDrafts[this.card.id].text === id;
        this.callcenter.chooseOutcome(this.card.id, !isChosen && id);
        this.state.isCallback = isCallback && !isChosen && this.canCallBack;
    }

    onToggleCallback() {
        this.state.isCallback = !this.state.isCallback;
    }

    closePicker() {
        this.state.isCallback = false;
    }

    onScheduled() {
        this.closePicker();
        this.reloadDetails();
    }
}
