import {copyText} from "@callcenter/core/clipboard";
import {formatDuration} from "@callcenter/core/format_duration";

import {Component, useEffect, useRef, useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";

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
    static components = {NoteField};
    static props = {entry: Object};

    setup() {
        this.callcenter = useService("callcenter");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.entry = useState(this.props.entry);
        this.clock = useState(this.callcenter.clock);
        this.state = useState({isCopied: false, canCreate: false});
        this.root = useRef("root");
        useEffect(
            (isUnknown) => {
                if (isUnknown) {
                    this._askWhetherCanCreate();
                }
            },
            () => [!this.card.customer]
        );
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

    onOpenCustomer() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: this.card.customer.id,
            views: [[false, "form"]],
        });
    }

    onCreateContact() {
        const {id, phone_e164: e164, phone_copy: asDialled} = this.card;
        this.callcenter.hold(id);
        this.dialog.add(
            FormViewDialog,
            {
                resModel: "res.partner",
                title: _t("Create contact"),
                context: {default_phone: e164 || asDialled},
                onRecordSaved: (record) => this._linkContact(id, record),
            },
            {onClose: () => this.callcenter.release(id)}
        );
    }

    async _linkContact(callId, {resId, data}) {
        const company = data.parent_id?.display_name || false;
        try {
            await this.callcenter.linkCustomer(callId, {
                id: resId,
                name: data.name,
                company,
            });
        } catch {
            this.notification.add(
                _t("The contact was created, but the call could not be linked to it."),
                {type: "danger"}
            );
        }
    }

    async _askWhetherCanCreate() {
        this.state.canCreate = await this.callcenter.canCreateContact();
    }
}
