import {copyText} from "@callcenter/core/clipboard";
import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A number to call: a link that dials it, and a button that copies it. */
export class PhoneField extends Component {
    static template = "callcenter.PhoneField";
    static props = {...standardFieldProps};

    setup() {
        this.dialer = useService("callcenter_dialer");
        this.state = useState({isCopied: false});
    }

    get number() {
        return this.props.record.data[this.props.name] || "";
    }

    get digits() {
        return this.number.replace(/[^\d+]/g, "");
    }

    /** The link dials on this device; who has a telephone calls by it instead. */
    onDial(ev) {
        if (this.dialer.canDial && !ev.ctrlKey && !ev.metaKey) {
            ev.preventDefault();
            this.dialer.dial(this.number);
        }
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
