import {Component, onWillUnmount, useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

import {statusText} from "./status_texts";

const TICK = 10000;

/** Whether the user takes calls, in the navigation bar. */
export class StatusMenu extends Component {
    static template = "callcenter.StatusMenu";
    static components = {Dropdown, DropdownItem};
    static props = {};

    setup() {
        this.desk = useService("callcenter_desk");
        this.shown = useState(this.desk.shown);
        this.state = useState({now: Date.now()});
        const timer = browser.setInterval(() => (this.state.now = Date.now()), TICK);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get status() {
        return this.shown.status ? this.shown.status.status : "unknown";
    }

    get text() {
        const {status} = this.shown;
        return status ? status.reason || statusText(status.status) : _t("Not set");
    }

    /** How many minutes it has been so, from the first on. */
    get time() {
        const {status} = this.shown;
        if (!status || status.status === "available") {
            return "";
        }
        const minutes = Math.floor((this.state.now / 1000 - status.since) / 60);
        return minutes > 0 ? _t("%s min", minutes) : "";
    }

    get title() {
        return _t("Whether you take calls: %s", this.text);
    }

    /** What can be chosen, with what the user is marked. */
    get choices() {
        const {status} = this.shown;
        const isPaused = this.status === "paused";
        return [
            {code: "available", text: statusText("available"), reasonId: false},
            ...this.shown.reasons.map(({id, name}) => ({
                code: "paused",
                text: name,
                reasonId: id,
            })),
            {code: "offline", text: statusText("offline"), reasonId: false},
        ].map((choice) => ({
            ...choice,
            isChosen:
                choice.code === this.status &&
                (!isPaused || choice.reasonId === status.reason_id),
        }));
    }

    get isWrappingUp() {
        return this.status === "wrap_up";
    }

    choose({code, reasonId}) {
        this.desk.choose(code, reasonId);
    }
}

registry
    .category("systray")
    .add("callcenter.StatusMenu", {Component: StatusMenu}, {sequence: 24});
