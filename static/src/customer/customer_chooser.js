import {Component, useState} from "@odoo/owl";

import {CheckBox} from "@web/core/checkbox/checkbox";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {useAttempt} from "./attempt_hook";
import {useCustomerDialogs} from "./customer_dialogs_hook";

/** Who it may be, where that is not certain; one click decides. */
export class CustomerChooser extends Component {
    static template = "callcenter.CustomerChooser";
    static components = {CheckBox};
    static props = {card: Object};

    setup() {
        this.callcenter = useService("callcenter");
        this.action = useService("action");
        this.dialogs = useCustomerDialogs();
        this.attempt = useAttempt();
        this.state = useState({always: false});
    }

    get hasCustomers() {
        return this.props.card.candidates.some(({id}) => id);
    }

    nameText({name, lead_id: leadId, is_likely: isLikely}) {
        if (leadId) {
            return _t("Lead: %s", name);
        }
        return isLikely ? name : _t("may be %s", name);
    }

    /** What tells this one from the others; a number only where it is another one. */
    detailsText({company, label, number}) {
        const other = number !== this.props.card.phone && number;
        return [company, label, other].filter(Boolean).join(" · ");
    }

    isShown({id}) {
        return id === this.props.card.customer.id;
    }

    onChoose({id, lead_id: leadId}) {
        if (leadId) {
            return this.action.doAction({
                type: "ir.actions.act_window",
                res_model: "crm.lead",
                res_id: leadId,
                views: [[false, "form"]],
            });
        }
        return this.attempt.run(() =>
            this.callcenter.customers.choose(this.props.card.id, id, this.state.always)
        );
    }
}
