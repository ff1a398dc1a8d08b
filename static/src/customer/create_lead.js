import {Component, useState} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus, useService} from "@web/core/utils/hooks";

import {useAttempt} from "./attempt_hook";

/** A lead of the call; what it is about can be told now or later. */
export class CreateLead extends Component {
    static template = "callcenter.CreateLead";
    static components = {Dialog};
    static props = {card: Object, close: Function};

    setup() {
        this.callcenter = useService("callcenter");
        this.action = useService("action");
        this.notification = useService("notification");
        this.attempt = useAttempt();
        const {customer, phone} = this.props.card;
        const who = customer ? customer.name : phone;
        this.state = useState({name: who ? _t("Call with %s", who) : ""});
        useAutofocus({refName: "name", selectAll: true});
    }

    async onSave() {
        const {id} = this.props.card;
        let lead;
        const isDone = await this.attempt.run(async () => {
            lead = await this.callcenter.customers.createLead(id, this.state.name);
        });
        if (isDone) {
            this.props.close();
            this._tell(lead);
        }
    }

    _tell({id, name}) {
        const open = () =>
            this.action.doAction({
                type: "ir.actions.act_window",
                res_model: "crm.lead",
                res_id: id,
                views: [[false, "form"]],
            });
        this.notification.add(name, {
            title: _t("Lead created"),
            type: "success",
            buttons: [{name: _t("Open"), onClick: open}],
        });
    }
}
