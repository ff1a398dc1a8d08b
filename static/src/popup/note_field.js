import {Component, onWillUnmount, useEffect, useRef, useState} from "@odoo/owl";

import {useAutoresize} from "@web/core/utils/autoresize";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/** The note of one call, saved as it is typed; says how the saving goes. */
export class NoteField extends Component {
    static template = "callcenter.NoteField";
    static props = {callId: Number, slots: {type: Object, optional: true}};

    setup() {
        this.callcenter = useService("callcenter");
        this.drafts = useState(this.callcenter.drafts);
        this.field = useRef("field");
        this.isFocused = false;
        // Written by hand and only where it differs: setting a value ends the
        // composition of a letter in many input methods.
        useEffect(
            (field, text) => {
                if (field.value !== text) {
                    field.value = text;
                }
            },
            () => [this.field.el, this.draft.text]
        );
        useAutoresize(this.field);
        onWillUnmount(() => this._leave());
    }

    get draft() {
        return (
            this.drafts[this.props.callId] ?? {text: "", status: "clean", problem: ""}
        );
    }

    get isFailed() {
        return ["failed", "refused"].includes(this.draft.status);
    }

    get statusText() {
        return {
            clean: "",
            pending: _t("Saving…"),
            saving: _t("Saving…"),
            saved: _t("Saved"),
            failed: _t("Not saved, trying again"),
            refused: _t("Not saved. Copy your note before you close this."),
        }[this.draft.status];
    }

    onFocus() {
        this.isFocused = true;
        this.callcenter.hold(this.props.callId);
    }

    onBlur() {
        this._leave();
    }

    onInput(ev) {
        this.callcenter.typeNote(this.props.callId, ev.target.value);
    }

    _leave() {
        if (this.isFocused) {
            this.isFocused = false;
            this.callcenter.saveNote(this.props.callId);
            this.callcenter.release(this.props.callId);
        }
    }
}
