import {Component, useState} from "@odoo/owl";

import {AutoComplete} from "@web/core/autocomplete/autocomplete";
import {CheckBox} from "@web/core/checkbox/checkbox";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {useAttempt} from "./attempt_hook";

/** Find the contact whose call it is, as you type, and keep its number with them. */
export class LinkCustomer extends Component {
    static template = "callcenter.LinkCustomer";
    static components = {AutoComplete, CheckBox, Dialog};
    static props = {card: Object, close: Function, onCreate: Function};

    setup() {
        this.callcenter = useService("callcenter");
        this.attempt = useAttempt();
        const {phone, customer, candidates} = this.props.card;
        this.hasNumber = Boolean(phone);
        this.state = useState({
            text: "",
            label: "",
            // A number that is another's already may have been lent.
            isKept:
                this.hasNumber &&
                !customer &&
                !candidates.some(({id, is_likely: isLikely}) => id && isLikely),
        });
        this.sources = [
            {options: (text) => this._search(text), optionSlot: "customer"},
        ];
    }

    get keepText() {
        return _t("Save %s with the contact", this.props.card.phone);
    }

    async _search(text) {
        this.state.text = text;
        const found = await this.callcenter.customers.search(this.props.card.id, text);
        if (text && !found.length) {
            return [{label: _t("No contact found"), data: {}}];
        }
        return found.map((customer) => ({
            label: customer.name,
            data: {
                ...customer,
                details: [customer.company, customer.number]
                    .filter(Boolean)
                    .join(" · "),
            },
            onSelect: () => this._onSelect(customer),
        }));
    }

    async _onSelect({id}) {
        const {customers} = this.callcenter;
        const callId = this.props.card.id;
        const isDone = await this.attempt.run(() =>
            this.state.isKept
                ? customers.link(callId, id, this.state.label.trim())
                : customers.choose(callId, id)
        );
        if (isDone) {
            this.props.close();
        }
    }

    /** The list is always there: Escape has nothing to close but the dialog. */
    onKeydown(ev) {
        if (ev.key === "Escape" && !ev.isComposing) {
            ev.stopPropagation();
            this.props.close();
        }
    }

    onCreate() {
        this.props.close();
        this.props.onCreate(this.state.text);
    }
}
