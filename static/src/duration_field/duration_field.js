import {formatDuration} from "@callcenter/core/format_duration";
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Seconds as people read them (3:12); — where they are unknown (false). */
export class DurationField extends Component {
    static template = "callcenter.DurationField";
    static props = {...standardFieldProps};

    get text() {
        return formatDuration(this.props.record.data[this.props.name]);
    }
}

export const durationField = {
    component: DurationField,
    displayName: _t("Duration (call)"),
    supportedTypes: ["integer"],
};

registry.category("fields").add("callcenter_duration", durationField);
// sums and means of lists, pivot tables and graphs
registry
    .category("formatters")
    .add("callcenter_duration", (seconds) => formatDuration(seconds));
