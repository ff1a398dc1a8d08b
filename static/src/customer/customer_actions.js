import {Component} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";
import {session} from "@web/session";

import {useCustomerDialogs} from "./customer_dialogs_hook";

/** The buttons of a card that are about its customer. */
export class CustomerActions extends Component {
    static template = "callcenter.CustomerActions";
    static props = {card: Object};

    setup() {
        this.action = useService("action");
        this.dialogs = useCustomerDialogs();
        this.canCreateLead = Boolean(session.callcenter?.can_create_lead);
    }

    /** Calls between colleagues have no customer. */
    get isShown() {
        return this.props.card.direction !== "internal" || this.props.card.customer;
    }

    /** Where there is a choice, the chooser leads to the search. */
    get hasChoice() {
        return this.props.card.candidates.length > 0;
    }

    onOpen() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: this.props.card.customer.id,
            views: [[false, "form"]],
        });
    }
}
