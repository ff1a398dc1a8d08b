import {serializeDateTime} from "@web/core/l10n/dates";

const CALL_MODEL = "callcenter.call";

/** What the agent's calls ask of the server, and tell it. */
export class CallServer {
    /** @param {object} orm the service */
    constructor(orm) {
        this.orm = orm;
    }

    /** @returns {Promise<{bus_id: number, calls: object[]}>} the open calls as cards */
    getActiveCalls() {
        return this.orm.silent.call(CALL_MODEL, "get_active_calls", []);
    }

    /** @returns {Promise<{calls: object[]}>} the user's ended calls of today */
    getTodayCalls() {
        return this.orm.silent.call(CALL_MODEL, "get_today_calls", []);
    }

    /** @returns {Promise<{outcomes: object[], sections: object}>} */
    getCardDetails(callId) {
        return this.orm.silent.call(CALL_MODEL, "get_card_details", [[callId]]);
    }

    /**
     * @param {number} callId
     * @param {{note?: string, outcome_id?: number|false}} values
     */
    writeCall(callId, values) {
        return this.orm.silent.write(CALL_MODEL, [callId], values);
    }

    /**
     * @param {number} callId
     * @param {luxon.DateTime} date
     * @param {string} note goes with the promise
     * @returns {Promise<{id: number, summary: string}>} the activity
     */
    scheduleCallback(callId, date, note) {
        const args = [[callId], serializeDateTime(date), note];
        return this.orm.call(CALL_MODEL, "schedule_callback", args);
    }
}
