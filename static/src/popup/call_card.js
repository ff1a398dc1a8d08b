import {copyText} from "@callcenter/core/clipboard";
import {formatDuration} from "@callcenter/core/format_duration";
import {CustomerActions} from "@callcenter/customer/customer_actions";
import {CustomerChooser} from "@callcenter/customer/customer_chooser";

import {Component, useRef, useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {
    announcementText,
    customerText,
    detailsText,
    isMissed,
    phoneText,
    stateText,
} from "./call_texts";
import {NoteField} from "./note_field";

/** Milliseconds that the copy button shows its success. */
const COPIED_PERIOD = 2000;
const DIRECTION_ICONS = {
    incoming: "oi oi-arrow-down-left",
    outgoing: "oi oi-arrow-up-right",
    internal: "oi oi-arrows-h",
};

/** One call: who it is, how it stands, and what the agent can do about it. */
export class CallCard extends Component {
    static template = "callcenter.CallCard";
    static components = {CustomerActions, CustomerChooser, NoteField};
    static props = {entry: Object};

    setup() {
        this.callcenter = useService("callcenter");
        this.notification = useService("notification");
        this.entry = useState(this.props.entry);
        this.clock = useState(this.callcenter.clock);
        this.state = useState({isCopied: false});
        this.root = useRef("root");
    }

    /** @returns {import("@callcenter/calls/call_store").Card} */
    get card() {
        return this.entry.card;
    }

    get ariaLabel() {
        return announcementText(this.card);
    }

    get customerText() {
        return customerText(this.card);
    }

    get details() {
        return detailsText(this.card);
    }

    get directionIcon() {
        return DIRECTION_ICONS[this.card.direction];
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
        const {card, receivedAt} = this.entry;
        // Rounded, as timers come a little early or late: the display would stutter.
        const since = Math.round(this.clock.now - receivedAt);
        return formatDuration(card.age + Math.max(0, since));
    }

    get stateText() {
        return stateText(this.card);
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
        const hadFocus = this.root.el.contains(document.activeElement);
        this.callcenter.dismiss(this.card.id);
        if (hadFocus && this.cameFrom?.isConnected) {
            this.cameFrom.focus({preventScroll: true});
        }
    }

    /** Remember where to return the focus to. */
    onFocusIn({relatedTarget}) {
        if (relatedTarget && !relatedTarget.closest(".o_callcenter_popups")) {
            this.cameFrom = relatedTarget;
        }
    }

    onKeydown(ev) {
        if (ev.key === "Escape" && !ev.isComposing) {
            // A dialog beside the card would take it for its own.
            ev.stopPropagation();
            this.onDismiss();
        }
    }
}
