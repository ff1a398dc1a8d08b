import {Component} from "@odoo/owl";

import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/**
 * The sections of a card, in the order of their sequence. A section is shown where the
 * server sends data under its name (`_get_card_sections`); its component gets that as
 * `data`, and the card of the call as `card`.
 */
export const cardSections = registry.category("callcenter.card_sections");

const sectionProps = {data: [Object, Array], card: Object};
const {DateTime} = luxon;

/** What the agent should know before the first sentence. */
export class Warnings extends Component {
    static template = "callcenter.Warnings";
    static props = sectionProps;
}

/** What a menu or a script of the exchange knows of the call. */
export class Variables extends Component {
    static template = "callcenter.Variables";
    static props = sectionProps;
}

/** What happened last time, whoever took the call. */
export class LastCalls extends Component {
    static template = "callcenter.LastCalls";
    static props = sectionProps;

    get calls() {
        return this.props.data.map((call) => ({...call, who: whoText(call)}));
    }

    dateText({date}) {
        const local = deserializeDateTime(date);
        const isToday = local.hasSame(DateTime.now(), "day");
        const day = {day: "numeric", month: "short"};
        const time = {hour: "numeric", minute: "2-digit"};
        return local.toLocaleString(isToday ? time : {...day, ...time});
    }
}

/** Who spoke and what came of it. */
function whoText({agent, direction, is_missed: isMissed, outcome}) {
    const nobody = direction === "incoming" ? _t("Missed") : _t("No answer");
    return [isMissed || !agent ? nobody : agent, outcome].filter(Boolean).join(" · ");
}

/** Records that open by a click, as the server's `_list_records` tells of them. */
export class RecordList extends Component {
    static template = "callcenter.RecordList";
    static props = sectionProps;

    setup() {
        this.action = useService("action");
    }

    open({model, id}) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

cardSections
    .add("warnings", {Component: Warnings}, {sequence: 10})
    .add("variables", {Component: Variables}, {sequence: 15})
    .add("last_calls", {Component: LastCalls}, {sequence: 20})
    .add("activities", {Component: RecordList}, {sequence: 30})
    .add("opportunities", {Component: RecordList}, {sequence: 40})
    .add("orders", {Component: RecordList}, {sequence: 50})
    .add("invoices", {Component: RecordList}, {sequence: 60});
