import {Component, onWillUnmount, useEffect, useRef, useState} from "@odoo/owl";

import {useAutoresize} from "@web/core/utils/autoresize";
import {useService} from "@web/core/utils/hooks";

/** The note of one call, saved as it is typed. */
export class NoteField extends Component {
    static template = "callcenter.NoteField";
    static props = {callId: Number};

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
            () => [this.field.el, this.text]
        );
        // To measure an empty one would cost more than all else of a new card.
        useAutoresize(this.field, {ignoreIfEmpty: true});
        onWillUnmount(() => this._leave());
    }

    get text() {
        return this.drafts[this.props.callId]?.text ?? "";
    }

    onFocus() {
        this.isFocused = true;
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
        }
    }
}
