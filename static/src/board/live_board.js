import {UNKNOWN_DURATION, formatDuration} from "@callcenter/core/format_duration";
import {monotonicClock} from "@callcenter/core/monotonic_clock";

import {formatFigure} from "@callcenter/dashboard/format_figure";
import {statusText} from "@callcenter/status/status_texts";

import {Component, onWillStart, onWillUnmount, useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const {DateTime} = luxon;
const TICK_MS = 1000;
const POLL_MS = 3000;
// A few answers may be late before what is on screen counts as old.
const STALE_SECONDS = 12;
// The figures of the day change with each settled call.
const TODAY_MS = 30_000;

const STATES = {
    talking: _t("On call"),
    ringing: _t("Ringing"),
    calling: _t("Calling"),
    no_call: _t("No call"),
};

// Why a call is not counted with the others.
const ASIDE = {
    silent: _t("the exchange is silent"),
    answered_another: _t("answered another call since"),
    long: _t("nothing heard for long"),
};

/** What goes on right now, for a screen on the wall. */
export class LiveBoard extends Component {
    static template = "callcenter.LiveBoard";
    static props = {...standardActionServiceProps};

    formatFigure = formatFigure;

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            board: null,
            today: [],
            heard: null,
            now: monotonicClock.now(),
        });
        onWillStart(() => Promise.all([this.load(), this.loadToday()]));
        const timers = [
            browser.setInterval(() => this.tick(), TICK_MS),
            browser.setInterval(() => this.poll(), POLL_MS),
            browser.setInterval(() => this.loadToday(), TODAY_MS),
        ];
        onWillUnmount(() => timers.forEach((timer) => browser.clearInterval(timer)));
    }

    tick() {
        this.state.now = monotonicClock.now();
    }

    poll() {
        if (document.visibilityState === "visible" && !this.isLoading) {
            this.load();
        }
    }

    /** Ask for the board; a failure leaves the last answer, which grows old. */
    async load() {
        this.isLoading = true;
        try {
            const board = await this.orm.silent.call("callcenter.board", "get_board");
            Object.assign(this.state, {board, heard: monotonicClock.now()});
        } catch {
            // The server is away or in trouble; the board shows that as its age.
        } finally {
            this.isLoading = false;
            this.tick();
        }
    }

    /** Ask for the figures of the day; those that are not known stay away. */
    async loadToday() {
        if (document.visibilityState !== "visible") {
            return;
        }
        try {
            this.state.today = await this.orm.silent.call(
                "callcenter.board",
                "get_today"
            );
        } catch {
            this.state.today = [];
        }
    }

    /** The time of day, as the wall's clock shows it. */
    get clock() {
        // Asked for each second with the rest of the board.
        return this.state.now && DateTime.now().toLocaleString(DateTime.TIME_SIMPLE);
    }

    /** Seconds since the board on screen was true. */
    get age() {
        return this.state.board ? this.state.now - this.state.heard : Infinity;
    }

    get isLost() {
        return this.age > STALE_SECONDS;
    }

    get isGrey() {
        return this.isLost || this.state.board.is_silent;
    }

    /** Why what is on screen is not the present, or nothing. */
    get warnings() {
        if (!this.state.board) {
            return [_t("No news yet: Odoo does not answer.")];
        }
        if (this.isLost) {
            return [
                _t("Odoo does not answer. Last news at %s.", this.moment(this.age)),
            ];
        }
        if (this.state.board.is_silent && !this.state.board.silent.length) {
            return [_t("No exchange is connected.")];
        }
        return this.state.board.silent.map(({name, last_news: ago}) =>
            ago === null
                ? _t("%s has sent nothing yet.", name)
                : _t("%(name)s is silent. Last news at %(time)s.", {
                      name,
                      time: this.moment(ago + this.age),
                  })
        );
    }

    /** When something was, so many seconds ago. */
    moment(seconds) {
        const then = DateTime.now().minus({seconds});
        const isToday = then.hasSame(DateTime.now(), "day");
        const format = isToday ? DateTime.TIME_SIMPLE : DateTime.DATETIME_SHORT;
        return then.toLocaleString(format);
    }

    /** Calls that are not counted, each with the reason. */
    get aside() {
        return this.state.board.aside.map(
            ({phone, agent, state, seconds, reason, pbx}) => ({
                text: [phone, agent, STATES[state]].filter(Boolean).join(" · "),
                time: this.since(seconds),
                reason:
                    reason === "silent" ? `${pbx}: ${ASIDE[reason]}` : ASIDE[reason],
            })
        );
    }

    get totals() {
        const {waiting, ringing, talking} = this.state.board ?? {};
        return [
            {code: "waiting", label: _t("Waiting"), tally: waiting},
            {code: "ringing", label: _t("Ringing"), tally: ringing},
            {code: "talking", label: _t("Talking"), tally: talking},
        ];
    }

    /** How many; "+" where an exchange that is silent may have more. */
    count(tally) {
        if (this.isGrey) {
            return UNKNOWN_DURATION;
        }
        return this.state.board.silent.length ? `${tally.count}+` : `${tally.count}`;
    }

    longest(tally) {
        return this.isGrey ? "" : this.since(tally.longest);
    }

    /** How long something has gone on by now; nothing where nothing goes on. */
    since(seconds) {
        return seconds === null ? "" : formatDuration(seconds + this.age);
    }

    /** Of an agent whose every extension is on a silent exchange nothing is known. */
    isUnknown(agent) {
        return this.isGrey || agent.is_silent;
    }

    stateText(agent) {
        return this.isUnknown(agent) ? UNKNOWN_DURATION : STATES[agent.state];
    }

    /** How an agent without a call is, where somebody tells it. */
    statusText(agent) {
        const isShown = agent.status && agent.status !== "available";
        const text = isShown ? agent.reason || statusText(agent.status) : "";
        return [text, agent.is_reachable === false ? _t("not reachable in Odoo") : ""]
            .filter(Boolean)
            .join(" · ");
    }

    statusTime(agent) {
        const isShown = agent.status && agent.status !== "available";
        return isShown ? this.since(agent.status_seconds) : "";
    }

    stateTime(agent) {
        return this.isUnknown(agent) ? "" : this.since(agent.seconds);
    }

    stateClass(agent) {
        if (this.isUnknown(agent)) {
            return "o_callcenter_unknown";
        }
        const isAway = agent.state === "no_call" && agent.status;
        return `o_callcenter_${agent.state} ${isAway ? `o_callcenter_is_${agent.status}` : ""}`;
    }

    close() {
        this.action.doAction("callcenter.action_dashboard", {clearBreadcrumbs: true});
    }
}

registry.category("actions").add("callcenter.board", LiveBoard);
