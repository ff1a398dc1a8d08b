import {monotonicClock} from "@callcenter/core/monotonic_clock";
import {CALL_UPDATE} from "@callcenter/calls/callcenter_service";

import {getWebSocketWorker} from "@bus/../tests/mock_websocket";
import {mailModels, start} from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {session} from "@web/session";

class CallcenterCall extends models.Model {
    _name = "callcenter.call";

    note = fields.Text();
    outcome_id = fields.Many2one({relation: "callcenter.outcome"});
    partner_id = fields.Many2one({relation: "res.partner"});

    _records = [{id: 7}, {id: 8}];

    get_card_details() {
        return makeDetails();
    }
}

class CallcenterOutcome extends models.Model {
    _name = "callcenter.outcome";

    name = fields.Char();

    _records = [
        {id: 1, name: "Handled"},
        {id: 2, name: "Call back arranged"},
    ];
}

/**
 * @param {object} [sections] by name, as the server sends them beside a card
 */
export function makeDetails(sections = {}) {
    return {
        outcomes: [
            {id: 1, name: "Handled", is_callback: false},
            {id: 2, name: "Call back arranged", is_callback: true},
        ],
        sections,
    };
}

export function defineCallcenterModels() {
    return defineModels({...mailModels, CallcenterCall, CallcenterOutcome});
}

/**
 * @param {object} [values] what differs from a call that rings at extension 101
 * @returns {import("@callcenter/calls/call_store").Card}
 */
export function makeCard(values = {}) {
    return {
        id: 7,
        callid: "pbx-7",
        direction: "incoming",
        state: "ringing",
        disposition: false,
        answered_by: false,
        phone: "0989 464 344",
        phone_copy: "0989464344",
        phone_e164: "+84989464344",
        is_hidden: false,
        extension: "101",
        queue: false,
        did: false,
        customer: {id: 3, name: "Nguyễn Văn An", company: false},
        candidates: [],
        age: 0,
        duration: false,
        talk_duration: false,
        note: "",
        outcome_id: false,
        ...values,
    };
}

/** The same call after the guide's `call_end` of 192 seconds. */
export function makeEndedCard(values = {}) {
    const end = {state: "ended", disposition: "answered", duration: 192, age: 192};
    return makeCard({...end, ...values});
}

/**
 * Let the bus deliver the state of a call.
 *
 * @param {object} card
 * @param {number} busId
 */
export function sendCall(card, busId) {
    const message = {type: CALL_UPDATE, payload: card};
    getWebSocketWorker().broadcast("BUS:NOTIFICATION", [{id: busId, message}]);
}

/**
 * Make the user one with an extension, and answer which calls are open.
 *
 * @param {() => {bus_id: number, calls: object[]} | Promise<object>} [answer]
 * @param {object} [preferences] what the user wants other than the defaults
 */
export function beAgent(answer = () => ({bus_id: 0, calls: []}), preferences = {}) {
    patchWithCleanup(session, {callcenter: {has_extension: true, preferences}});
    onRpc("callcenter.call", "get_active_calls", answer);
}

/** Let `advanceTime` move the clock of the running times too. */
export function mockClock() {
    patchWithCleanup(monotonicClock, {now: () => Date.now() / 1000});
}

/**
 * Start the web client of an agent with calls on screen.
 *
 * @param {...object} cards
 */
export async function startWithCalls(...cards) {
    beAgent(() => ({bus_id: 0, calls: cards}));
    mockClock();
    return start();
}
