import {Component, onWillDestroy, useState} from "@odoo/owl";

import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;
const MORNING = {hour: 9, minute: 0, second: 0, millisecond: 0};

/** When to call back: two usual times, or any other. */
export class CallbackPicker extends Component {
    static template = "callcenter.CallbackPicker";
    static components = {DateTimeInput};
    static props = {callId: Number, onClose: Function, onScheduled: Function};

    setup() {
        this.callcenter = useService("callcenter");
        this.notification = useService("notification");
        this.state = useState({isBusy: false, isChoosing: false, date: null});
        const {callId} = this.props;
        this.callcenter.hold(callId);
        onWillDestroy(() => this.callcenter.release(callId));
    }

    get choices() {
        const now = DateTime.now();
        const morning = now.plus({days: 1}).set(MORNING);
        const time = morning.toLocaleString(DateTime.TIME_SIMPLE);
        return [
            {name: "hour", text: _t("In 1 hour"), date: now.plus({hours: 1})},
            {name: "tomorrow", text: _t("Tomorrow %s", time), date: morning},
        ];
    }

    /** What is asked of Odoo's date picker. */
    get pickerProps() {
        return {
            type: "datetime",
            value: this.state.date,
            minDate: DateTime.now(),
            onChange: (date) => (this.state.date = date),
            onApply: (date) => (this.state.date = date),
        };
    }

    onOtherDate() {
        this.state.isChoosing = true;
        this.state.date = DateTime.now().plus({hours: 2}).startOf("hour");
    }

    onKeydown(ev) {
        if (ev.key === "Escape" && !ev.isComposing) {
            // The card would take it for its own.
            ev.stopPropagation();
            this.props.onClose();
        }
    }

    async schedule(date) {
        this.state.isBusy = true;
        try {
            const {callId} = this.props;
            const {summary} = await this.callcenter.scheduleCallback(callId, date);
            this.notification.add(summary, {type: "success"});
            this.props.onScheduled();
        } finally {
            this.state.isBusy = false;
        }
    }
}
