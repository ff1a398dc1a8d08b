import {reactive} from "@odoo/owl";

import {isMissed} from "@callcenter/popup/call_texts";

import {browser} from "@web/core/browser/browser";

/** Milliseconds before the calls of a new day are counted: not before they are drawn. */
const COUNT_DELAY = 1000;

/** What the navigation bar counts: calls missed today, customers to call back. */
export class CallTally {
    /** @param {import("./call_server").CallServer} server */
    constructor(server) {
        this.server = server;
        this.shown = reactive({missed: 0, toCallBack: 0, unclaimed: 0});
    }

    /** Take what an answer of the server counts. */
    set({missed_today: missed = 0, missed_customers: customers = {}}) {
        const {mine: toCallBack = 0, unclaimed = 0} = customers;
        this.countedOn = today();
        Object.assign(this.shown, {missed, toCallBack, unclaimed});
    }

    /** @returns {Promise<object[]>} the user's ended calls of today, the latest first */
    async loadToday() {
        const answer = await this.server.getTodayCalls();
        this.set(answer);
        return answer.calls;
    }

    /**
     * Take what a message has made of a card.
     *
     * @param {import("./call_entry").Card} told by the message
     * @param {import("./call_entry").Card} [before]
     * @param {import("./call_entry").Card} [after] undefined where it has no card
     */
    follow(told, before, after) {
        this.shown.missed +=
            Number(isKnownMissed(after)) - Number(isKnownMissed(before));
        // What was missed here, and whose card has gone, may be answered elsewhere.
        const isElsewhere = told.disposition === "answered_elsewhere";
        if (this.countedOn !== today() || (!after && isElsewhere)) {
            this._countAnew();
        }
    }

    /** Count soon, once however many messages come. */
    _countAnew() {
        this.timer ??= browser.setTimeout(() => {
            this.timer = undefined;
            // Without an answer the next message tries again.
            this.loadToday().catch(() => {});
        }, COUNT_DELAY);
    }
}

function isKnownMissed(card) {
    return Boolean(card) && isMissed(card);
}

function today() {
    return new Date().toDateString();
}
