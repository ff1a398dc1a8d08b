import {statusText} from "@callcenter/status/status_texts";

import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/** What an agent can do with a call that they have: end it, hand it on, try it again. */
export class CallControls extends Component {
    static template = "callcenter.CallControls";
    static props = {card: Object};

    setup() {
        this.dialer = useService("callcenter_dialer");
        this.state = useState({isHandingOn: false, colleagues: [], target: ""});
    }

    /** Whether the call's exchange can be told what to do with it. */
    get isHeard() {
        const {extension, state} = this.props.card;
        return (
            state !== "ended" &&
            this.dialer.telephones.some(
                ({number, way}) => number === extension && way === "gateway"
            )
        );
    }

    get canHandOn() {
        return this.isHeard && this.props.card.state === "ongoing";
    }

    get isHandingOn() {
        return this.canHandOn && this.state.isHandingOn;
    }

    /** Why a call that was placed here was not carried out, "" where it was. */
    get refusedText() {
        const {order, state} = this.props.card;
        const isRefused = order && ["refused", "expired"].includes(order.state);
        return isRefused && state === "ended"
            ? order.reason || _t("The call was not placed.")
            : "";
    }

    /** Colleagues whose name or number is being typed, all of them before that. */
    get found() {
        const wanted = this.state.target.trim().toLowerCase();
        return this.state.colleagues.filter(({name, number}) =>
            `${name} ${number}`.toLowerCase().includes(wanted)
        );
    }

    statusText({status}) {
        return statusText(status);
    }

    onHangUp() {
        this.dialer.hangUp(this.props.card.id);
    }

    async onToggleHandOn() {
        this.state.isHandingOn = !this.state.isHandingOn;
        if (this.state.isHandingOn) {
            this.state.target = "";
            this.state.colleagues = await this.dialer.getColleagues(this.props.card.id);
        }
    }

    /**
     * @param {string} number of a colleague, or what was typed
     * @param {boolean} isAttended whether the two speak first
     */
    handOn(number, isAttended) {
        if (number.trim()) {
            this.dialer.transfer(this.props.card.id, number.trim(), isAttended);
            this.state.isHandingOn = false;
        }
    }

    onTryAgain() {
        this.dialer.dial(this.props.card.phone_e164 || this.props.card.phone_copy);
    }
}
