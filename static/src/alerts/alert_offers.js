import {Component, useState} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

/** What the agent may switch on, beside the first cards: ringing, the desktop. */
export class AlertOffers extends Component {
    static template = "callcenter.AlertOffers";
    static props = {};

    setup() {
        this.alerts = useService("callcenter_alerts");
        this.state = useState(this.alerts.state);
    }

    answer(isWanted) {
        this.alerts.answerNotificationOffer(isWanted);
    }
}
