import {copyText} from "@callcenter/core/clipboard";
import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A number to call: a link that dials it, and a button that copies it. */
export class PhoneField extends Component {
    static template = "callcenter.PhoneField";
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({isCopied: false});
    }

    get number() {
        return this.props.record.data[this.props.name] || "";
    }

    get digits() {
        return this.number.replace(/[^\d+]/g, "");
    }

    async copy() {
        this.state.isCopied = await copyText(this.digits);
    }
}

export const phoneField = {
    component: PhoneField,
    displayName: _t("Phone (call and copy)"),
    supportedTypes: ["char"],
};

registry.category("fields").add("callcenter_phone", phoneField);
