import {Component, useState, xml} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const FIELD = "callcenter_call_count";

/**
 * How many calls a contact or an employee has, on the smart button.
 *
 * It is counted once the form stands, and again when it was saved: neither waits for it.
 */
export class CallCount extends Component {
    static template = xml`<span class="o_stat_value" t-esc="state.count"/>`;
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({count: ""});
        useRecordObserver((record) => {
            if (!record.dirty) {
                this.count(record.resModel, record.resId);
            }
        });
    }

    async count(resModel, resId) {
        if (resId !== this.resId) {
            this.state.count = "";
        }
        this.resId = resId;
        if (!resId) {
            return;
        }
        const [row] = await this.orm.silent.read(resModel, [resId], [FIELD]);
        if (row && resId === this.resId) {
            this.state.count = row[FIELD];
        }
    }
}

registry.category("view_widgets").add(FIELD, {component: CallCount});
