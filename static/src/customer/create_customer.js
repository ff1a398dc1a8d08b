import {Component, useState} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {useAutofocus, useService} from "@web/core/utils/hooks";

import {useAttempt} from "./attempt_hook";

/** What an agent has time to ask for: who it is, and of which company. */
export class CreateCustomer extends Component {
    static template = "callcenter.CreateCustomer";
    static components = {Dialog};
    static props = {card: Object, close: Function, name: String};

    setup() {
        this.callcenter = useService("callcenter");
        this.attempt = useAttempt();
        this.state = useState({name: this.props.name, company: ""});
        useAutofocus({refName: "name", selectAll: true});
    }

    async onSave() {
        const isDone = await this.attempt.run(() =>
            this.callcenter.customers.create(this.props.card.id, this.state)
        );
        if (isDone) {
            this.props.close();
        }
    }
}
