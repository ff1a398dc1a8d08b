import {worstOf} from "@callcenter/calls/draft_states";

import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/** Says how the saving of a call's note and wrap-up code goes. */
export class SaveStatus extends Component {
    static template = "callcenter.SaveStatus";
    static props = {callId: Number};

    setup() {
        const callcenter = useService("callcenter");
        this.notes = useState(callcenter.drafts);
        this.outcomes = useState(callcenter.outcomeDrafts);
    }

    get draft() {
        const {callId} = this.props;
        return worstOf(this.notes[callId], this.outcomes[callId]);
    }

    get isFailed() {
        return ["failed", "refused"].includes(this.draft.status);
    }

    get text() {
        return {
            clean: "",
            followed: _t("Saving…"),
            pending: _t("Saving…"),
            saving: _t("Saving…"),
            saved: _t("Saved"),
            failed: _t("Not saved, trying again"),
            refused: _t("Not saved. Copy your note before you close this."),
        }[this.draft.status];
    }
}
