import {Component} from "@odoo/owl";

import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {deserializeDate, serializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";

export const PERIODS = [
    ["today", _t("Today")],
    ["yesterday", _t("Yesterday")],
    ["this_week", _t("This week")],
    ["last_week", _t("Last week")],
    ["this_month", _t("This month")],
    ["last_month", _t("Last month")],
    ["custom", _t("Other days")],
];

// What a period that goes on is compared with.
const COMPARISONS = [
    ["so_far", _t("Compare until this time")],
    ["whole", _t("Compare with whole days")],
];

/** Chooses the period, the connection and the queue that figures are of. */
export class PeriodBar extends Component {
    static template = "callcenter.PeriodBar";
    static components = {DateTimeInput};
    static props = {
        answer: Object,
        options: Object,
        onChange: Function,
    };

    periods = PERIODS;
    comparisons = COMPARISONS;

    get first() {
        return deserializeDate(this.props.answer.period.first);
    }

    get last() {
        return deserializeDate(this.props.answer.period.last);
    }

    onPeriodChange({target}) {
        const {first, last} = this.props.answer.period;
        this.props.onChange({period: target.value, first, last});
    }

    onFirstChange(date) {
        const last = date > this.last ? date : this.last;
        this.setDays(date, last);
    }

    onLastChange(date) {
        const first = date < this.first ? date : this.first;
        this.setDays(first, date);
    }

    setDays(first, last) {
        // An emptied field leaves the days as they are.
        if (first && last) {
            const days = {first: serializeDate(first), last: serializeDate(last)};
            this.props.onChange({period: "custom", ...days});
        }
    }

    onPbxChange({target}) {
        this.props.onChange({pbx_id: Number(target.value) || false, queue: false});
    }

    onQueueChange({target}) {
        this.props.onChange({queue: target.value});
    }

    onCompareChange({target}) {
        this.props.onChange({compare: target.value});
    }
}
