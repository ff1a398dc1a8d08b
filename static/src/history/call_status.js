import {BadgeField, badgeField} from "@web/views/fields/badge/badge_field";
import {registry} from "@web/core/registry";

/**
 * How a call ended; of one that is not over what it is doing, in the same place.
 *
 * The field stays the disposition's, so that lists sort and group by it.
 */
export class CallStatus extends BadgeField {
    static template = "callcenter.CallStatus";

    get isLive() {
        const state = this.props.record.data.state;
        return Boolean(state) && state !== "ended";
    }

    get formattedValue() {
        if (!this.isLive) {
            return super.formattedValue;
        }
        const {data, fields} = this.props.record;
        return fields.state.selection.find(([value]) => value === data.state)?.[1];
    }

    get isShown() {
        return this.isLive || this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("callcenter_status", {
    ...badgeField,
    component: CallStatus,
    supportedTypes: ["selection"],
    fieldDependencies: [{name: "state", type: "selection"}],
});
