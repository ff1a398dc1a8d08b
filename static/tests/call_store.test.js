import {CallDrafts} from "@callcenter/calls/call_drafts";
import {ELSEWHERE_STAY, ENDED_STAY, TOUCHED_STAY} from "@callcenter/calls/call_entry";
import {CallStore} from "@callcenter/calls/call_store";
import {readPreferences} from "@callcenter/calls/preferences";
import {SharedMemory} from "@callcenter/calls/shared_memory";

import {describe, expect, test} from "@odoo/hoot";

import {makeCard, makeEndedCard} from "./callcenter_test_helpers";

describe.current.tags("headless");

/** A store whose clock stands at `time.now` seconds, of a user with preferences. */
function makeStore(preferences = {}) {
    const time = {now: 1000};
    const notes = new CallDrafts({writeCall: async () => {}});
    const memory = new SharedMemory({prefix: "test"});
    const store = new CallStore({
        clock: {now: () => time.now},
        drafts: notes,
        memory,
        preferences: {...readPreferences(), ...preferences},
    });
    return {store, notes, time, memory};
}

function shownStates(store) {
    return store.visible.map(({card}) => `${card.callid} ${card.state}`);
}

test("a ring is shown, and what follows changes it", () => {
    const {store} = makeStore();
    store.apply(makeCard(), 10);
    expect(shownStates(store)).toEqual(["pbx-7 ringing"]);
    store.apply(makeCard({state: "ongoing"}), 11);
    expect(shownStates(store)).toEqual(["pbx-7 ongoing"]);
});

test("a message older than what is known changes nothing", () => {
    const {store} = makeStore();
    store.apply(makeCard({state: "ongoing"}), 11);
    store.apply(makeCard(), 10);
    expect(shownStates(store)).toEqual(["pbx-7 ongoing"]);
});

test("a late message does not bring back a call that is gone", () => {
    const {store, time} = makeStore();
    store.apply(makeCard(), 10);
    store.apply(makeEndedCard(), 12);
    time.now += ENDED_STAY;
    store.sweep();
    store.apply(makeCard({state: "ongoing"}), 11);
    expect(shownStates(store)).toEqual([]);
});

test("a call that was over before it was seen gets no card", () => {
    const {store} = makeStore();
    store.apply(makeEndedCard(), 10);
    expect(shownStates(store)).toEqual([]);
});

test("an ended call stays a minute", () => {
    const {store, time} = makeStore();
    store.apply(makeCard(), 10);
    time.now += 500;
    store.apply(makeEndedCard(), 11);
    time.now += ENDED_STAY - 1;
    store.apply(makeEndedCard({duration: 193}), 12);
    store.sweep();
    expect(shownStates(store)).toEqual(["pbx-7 ended"]);
    time.now += 1;
    store.sweep();
    expect(shownStates(store)).toEqual([]);
});

test("an ended call stays while it is held, and a moment after", () => {
    const {store, time} = makeStore();
    store.apply(makeCard(), 10);
    store.apply(makeEndedCard(), 11);
    store.hold(7);
    time.now += 10 * ENDED_STAY;
    store.sweep();
    expect(shownStates(store)).toEqual(["pbx-7 ended"]);
    store.release(7);
    store.sweep();
    expect(shownStates(store)).toEqual(["pbx-7 ended"]);
    time.now += TOUCHED_STAY;
    store.sweep();
    expect(shownStates(store)).toEqual([]);
});

test("an ended call stays while its note is unsaved", () => {
    const {store, notes, time} = makeStore();
    store.apply(makeCard(), 10);
    notes.note.type(7, "typed");
    store.apply(makeEndedCard(), 11);
    time.now += 10 * ENDED_STAY;
    store.sweep();
    expect(shownStates(store)).toEqual(["pbx-7 ended"]);
});

test("a dismissed call stays away until it rings anew", () => {
    const {store} = makeStore();
    store.apply(makeCard(), 10);
    store.put(7, "away");
    store.apply(makeCard({state: "ongoing"}), 11);
    expect(shownStates(store)).toEqual([]);
    store.apply(makeEndedCard(), 12);
    store.sweep();
    store.apply(makeCard(), 13);
    expect(shownStates(store)).toEqual(["pbx-7 ringing"]);
});

test("calls missing from the server's answer have ended, how is unknown", () => {
    const {store, notes} = makeStore();
    const other = {id: 8, callid: "pbx-8"};
    store.apply(makeCard(), 10);
    store.apply(makeCard(other), 11);
    notes.note.drafts[7].text = "kept";
    store.reconcile([makeCard({...other, state: "ongoing"})], 20);
    expect(shownStates(store)).toEqual(["pbx-7 ended", "pbx-8 ongoing"]);
    expect(store.visible[0].card.duration).toBe(false);
    expect(notes.note.drafts[7].text).toBe("kept");
});

test("what the bus told after the server's answer stays", () => {
    const {store} = makeStore();
    store.apply(makeCard(), 30);
    store.reconcile([], 20);
    expect(shownStates(store)).toEqual(["pbx-7 ringing"]);
});

test("cards keep the order in which they came", () => {
    const {store} = makeStore();
    store.apply(makeCard({id: 8, callid: "pbx-8"}), 10);
    store.apply(makeCard(), 11);
    store.apply(makeCard({id: 8, callid: "pbx-8", state: "ongoing"}), 12);
    expect(shownStates(store)).toEqual(["pbx-8 ongoing", "pbx-7 ringing"]);
});

test("cards stand by the start of their calls, ended ones below live ones", () => {
    const rows = [
        {id: 1, callid: "first", state: "ongoing", started: 1000.25},
        {id: 2, callid: "second", started: 1000.5},
        {id: 3, callid: "third", started: 1060},
        {id: 4, callid: "fourth", started: 1070},
    ].map((values) => makeCard(values));
    const ended = makeEndedCard({id: 4, callid: "fourth", started: 1070});
    const shown = ["fourth ended", "first ongoing", "second ringing", "third ringing"];
    for (const cards of [rows, rows.toReversed()]) {
        const {store} = makeStore();
        cards.forEach((card) => store.apply(card, 10));
        store.apply(ended, 11);
        expect(shownStates(store)).toEqual(shown);
    }
    // after a reload the open calls come first, then what had ended
    const {store} = makeStore();
    store.reconcile(rows.slice(0, 3), 12);
    store.restore(ended, 20);
    expect(shownStates(store)).toEqual(shown);
});

test("a call that goes on keeps its place", () => {
    const {store, time} = makeStore();
    store.apply(makeCard({age: 30}), 10);
    time.now += 5;
    store.apply(makeCard({id: 8, callid: "pbx-8"}), 11);
    time.now += 60;
    store.apply(makeCard({state: "ongoing"}), 12);
    expect(shownStates(store)).toEqual(["pbx-7 ongoing", "pbx-8 ringing"]);
});

test("an ended call stays as long as its user wants", () => {
    const {store, time} = makeStore({ended_stay: 200});
    store.apply(makeCard(), 10);
    store.apply(makeEndedCard(), 11);
    time.now += 199;
    store.sweep();
    expect(shownStates(store)).toEqual(["pbx-7 ended"]);
    time.now += 1;
    store.sweep();
    expect(shownStates(store)).toEqual([]);
});

test("what a colleague has answered goes soon, unless something is typed", () => {
    const {store, notes, time} = makeStore();
    const elsewhere = {disposition: "answered_elsewhere", answered_by: "Lan"};
    store.apply(makeCard(), 10);
    store.apply(makeCard({id: 8, callid: "pbx-8"}), 11);
    notes.note.type(8, "typed");
    store.apply(makeEndedCard(elsewhere), 12);
    store.apply(makeEndedCard({id: 8, callid: "pbx-8", ...elsewhere}), 13);
    time.now += ELSEWHERE_STAY;
    store.sweep();
    expect(shownStates(store)).toEqual(["pbx-8 ended"]);
});

test("a minimised call lives on without a card, and can be brought back", () => {
    const {store} = makeStore();
    store.apply(makeCard(), 10);
    store.put(7, "tray");
    store.apply(makeCard({state: "ongoing"}), 11);
    expect(shownStates(store)).toEqual([]);
    store.put(7, "stack");
    expect(shownStates(store)).toEqual(["pbx-7 ongoing"]);
});

test("a new call goes where its user wants it", () => {
    const {store} = makeStore({incoming: "none"});
    store.apply(makeCard(), 10);
    expect(shownStates(store)).toEqual([]);
    expect(store.entries[7].isMinimised).toBe(true);
});

test("an ended call is brought back for the rest of its time", () => {
    const gone = [];
    const {store, time, memory} = makeStore();
    memory.forget = (callId) => gone.push(callId);
    store.restore(makeCard({state: "ongoing"}), 20);
    expect(shownStates(store)).toEqual(["pbx-7 ended"]);
    time.now += 20;
    store.sweep();
    expect(shownStates(store)).toEqual([]);
    expect(gone).toEqual([7]);
});
