import {formatDuration} from "@callcenter/core/format_duration";
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Seconds as people read them (3:12); — where `known_field` says they are unknown. */
export class DurationField extends Component {
    static template = "callcenter.DurationField";
    static props = {...standardFieldProps, knownField: {type: String, optional: true}};

    get text() {
        const {data} = this.props.record;
        const isKnown = !this.props.knownField || data[this.props.knownField];
        return formatDuration(isKnown && data[this.props.name]);
    }
}

export const durationField = {
    component: DurationField,
    displayName: _t("Duration (call)"),
    supportedTypes: ["integer"],
    supportedOptions: [
        {
            label: _t("Field that says whether the duration is known"),
            name: "known_field",
            type: "field",
            availableTypes: ["boolean"],
        },
    ],
    extractProps: ({options}) => ({knownField: options.known_field}),
};

registry.category("fields").add("callcenter_duration", durationField);
