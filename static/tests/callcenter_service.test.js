import {
    PREFERENCES_UPDATE,
    callcenterService,
} from "@callcenter/calls/callcenter_service";
import {ADOPT_DELAY} from "@callcenter/calls/draft";

import {describe, expect, test} from "@odoo/hoot";
import {Deferred, advanceTime, mockDate, runAllTimers} from "@odoo/hoot-mock";
import {startBusService} from "@bus/../tests/bus_test_helpers";
import {getWebSocketWorker} from "@bus/../tests/mock_websocket";
import {
    getService,
    makeMockEnv,
    makeServerError,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";
import {ConnectionLostError} from "@web/core/network/rpc";
import {user} from "@web/core/user";
import {session} from "@web/session";

import {
    beAgent,
    defineCallcenterModels,
    makeCard,
    makeEndedCard,
    mockClock,
    sendCall,
} from "./callcenter_test_helpers";

describe.current.tags("headless");
defineCallcenterModels();

async function startService() {
    mockClock();
    await makeMockEnv();
    await startBusService();
    // and until the first question is answered
    await letBusDeliver();
}

/** Wait until messages of the bus have come through its worker. */
async function letBusDeliver() {
    for (let round = 0; round < 5; round++) {
        await advanceTime(10);
    }
}

/** Let minutes pass, with what the server answers meanwhile. */
async function passMinutes(minutes) {
    for (let half = 0; half < 2 * minutes; half++) {
        await advanceTime(30000);
    }
}

/** Open the same page again; the one before is as another tab that lies idle. */
async function reload() {
    const [bus_service, orm] = [getService("bus_service"), getService("orm")];
    const callcenter = callcenterService.start({}, {bus_service, orm});
    await letBusDeliver();
    return callcenter;
}

function shownStates({store: {visible}} = getService("callcenter")) {
    return visible.map(({card}) => `${card.callid} ${card.state}`);
}

test("an agent's start asks once, and no timer runs without a call", async () => {
    beAgent(() => {
        expect.step("get_active_calls");
        return {bus_id: 20, calls: []};
    });
    await startService();
    const {now} = getService("callcenter").clock;
    await advanceTime(600000);
    expect(getService("callcenter").clock.now).toBe(now);
    expect.verifySteps(["get_active_calls"]);
});

test("a user without an extension asks nothing", async () => {
    onRpc("callcenter.call", "get_active_calls", () => expect.step("get_active_calls"));
    await startService();
    await runAllTimers();
    expect.verifySteps([]);
});

test("an extension given while the page is open works without a reload", async () => {
    onRpc("callcenter.call", "get_active_calls", () => {
        expect.step("get_active_calls");
        return {bus_id: 20, calls: []};
    });
    await startService();
    sendCall(makeCard(), 21);
    await letBusDeliver();
    expect.verifySteps(["get_active_calls"]);
    expect(shownStates()).toEqual(["pbx-7 ringing"]);
});

test("calls that ring at the start are there", async () => {
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    expect(shownStates()).toEqual(["pbx-7 ringing"]);
});

test("old bus messages are dropped", async () => {
    beAgent(() => ({bus_id: 20, calls: []}));
    await startService();
    sendCall(makeCard(), 19);
    sendCall(makeCard({id: 8, callid: "pbx-8"}), 20);
    await letBusDeliver();
    expect(shownStates()).toEqual([]);
});

test("after a reconnection the calls are right again", async () => {
    const answers = [
        {bus_id: 20, calls: [makeCard()]},
        {bus_id: 30, calls: [makeCard({id: 8, callid: "pbx-8"})]},
    ];
    beAgent(() => {
        expect.step("get_active_calls");
        return answers.shift();
    });
    await startService();
    expect(shownStates()).toEqual(["pbx-7 ringing"]);
    getService("bus_service").trigger("BUS:DISCONNECT");
    getService("bus_service").trigger("BUS:RECONNECT");
    await letBusDeliver();
    expect.verifySteps(["get_active_calls", "get_active_calls"]);
    expect(shownStates()).toEqual(["pbx-7 ended", "pbx-8 ringing"]);
});

test("what the browser could not save while offline is saved afterwards", async () => {
    let isDown = true;
    onRpc("callcenter.call", "write", ({args}) => {
        expect.step(`${isDown ? "lost" : "saved"}: ${args[1].note}`);
        if (isDown) {
            throw new ConnectionLostError("/web");
        }
        return true;
    });
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    getService("callcenter").typeNote(7, "wants a quote");
    getService("callcenter").saveNote(7);
    await letBusDeliver();
    isDown = false;
    getService("bus_service").trigger("BUS:DISCONNECT");
    // The bus connects anew, and does not re-connect, after the network was away.
    getService("bus_service").trigger("BUS:CONNECT");
    await letBusDeliver();
    expect.verifySteps(["lost: wants a quote", "saved: wants a quote"]);
});

test("a dismissed card whose note is refused comes back", async () => {
    onRpc("callcenter.call", "write", () => {
        throw makeServerError({message: "You may not."});
    });
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    getService("callcenter").typeNote(7, "wants a quote");
    getService("callcenter").dismiss(7);
    await letBusDeliver();
    expect(shownStates()).toEqual([]);
    await passMinutes(5);
    expect(shownStates()).toEqual(["pbx-7 ringing"]);
    expect(getService("callcenter").drafts[7].status).toBe("refused");
});

test("a card whose note is refused goes for good when dismissed again", async () => {
    onRpc("callcenter.call", "write", () => {
        throw makeServerError({message: "You may not."});
    });
    const answers = [{bus_id: 20, calls: [makeCard()]}];
    beAgent(() => answers.shift() ?? {bus_id: 30, calls: []});
    await startService();
    getService("callcenter").typeNote(7, "wants a quote");
    sendCall(makeEndedCard(), 21);
    await letBusDeliver();
    await passMinutes(5);
    const reloaded = await reload();
    expect(shownStates(reloaded)).toEqual(["pbx-7 ended"]);
    expect(reloaded.drafts[7].text).toBe("wants a quote");
    await passMinutes(5);
    expect(reloaded.drafts[7].status).toBe("refused");
    reloaded.dismiss(7);
    await passMinutes(5);
    expect(shownStates(reloaded)).toEqual([]);
    expect(shownStates()).toEqual([]);
    expect(readSharedMemory(7).draft).toBe(undefined);
    expect(shownStates(await reload())).toEqual([]);
});

test("the timer runs while a card is open only", async () => {
    beAgent(() => ({bus_id: 20, calls: []}));
    await startService();
    const {clock} = getService("callcenter");
    sendCall(makeCard(), 21);
    await letBusDeliver();
    const rung = clock.now;
    await advanceTime(3000);
    expect(Math.round(clock.now - rung)).toBe(3);
    sendCall(makeEndedCard(), 22);
    await letBusDeliver();
    await advanceTime(61000);
    expect(shownStates()).toEqual([]);
    const {now} = clock;
    await advanceTime(60000);
    expect(clock.now).toBe(now);
});

/** Do what another tab does: write to the storage that they share. */
function writeInOtherTab(callId, memory) {
    const key = `callcenter.call/${session.db}/${user.userId}/${callId}`;
    browser.localStorage.setItem(key, JSON.stringify({at: Date.now(), ...memory}));
}

function readSharedMemory(callId) {
    return getService("callcenter").memory.get(callId);
}

test("what is put away in one tab is put away in all", async () => {
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    writeInOtherTab(7, {place: "away"});
    expect(shownStates()).toEqual([]);
    writeInOtherTab(7, {place: "stack"});
    expect(shownStates()).toEqual(["pbx-7 ringing"]);
    getService("callcenter").put(7, "tray");
    expect(readSharedMemory(7).place).toBe("tray");
});

test("a tab that opens late agrees with the others", async () => {
    writeInOtherTab(7, {place: "tray"});
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    expect(shownStates()).toEqual([]);
    expect(getService("callcenter").entries[7].isMinimised).toBe(true);
});

test("a new ring shows in all tabs, put away or not", async () => {
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    getService("callcenter").dismiss(7);
    getService("callcenter").hold(7);
    getService("callcenter").typeNote(7, "typed");
    sendCall(makeEndedCard(), 21);
    sendCall(makeCard(), 22);
    await letBusDeliver();
    expect(shownStates()).toEqual(["pbx-7 ringing"]);
    expect(readSharedMemory(7).place).toBe(undefined);
});

test("what is typed in one tab shows in the others, which do not save it", async () => {
    onRpc("callcenter.call", "write", () => expect.step("write"));
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    const {drafts, outcomeDrafts} = getService("callcenter");
    writeInOtherTab(7, {draft: {note: "typed"}});
    await advanceTime(4000);
    writeInOtherTab(7, {draft: {note: "typed there"}});
    await advanceTime(4000);
    expect(drafts[7].text).toBe("typed there");
    writeInOtherTab(7, {draft: {outcome_id: 2}});
    await advanceTime(4000);
    writeInOtherTab(7, {});
    await advanceTime(20000);
    expect(drafts[7].text).toBe("typed there");
    expect(outcomeDrafts[7].text).toBe(2);
    expect(getService("callcenter").notes.isUnsaved(7)).toBe(false);
    expect.verifySteps([]);
});

test("what was typed in a tab that is gone is saved by another", async () => {
    onRpc("callcenter.call", "write", ({args}) => expect.step(args[1]));
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    writeInOtherTab(7, {draft: {note: "typed there"}, writer: "gone"});
    sendCall(makeEndedCard(), 21);
    await advanceTime(ADOPT_DELAY + 2000);
    expect.verifySteps([{note: "typed there"}]);
    expect(readSharedMemory(7).draft).toBe(undefined);
    await advanceTime(61000);
    expect.verifySteps([]);
    expect(shownStates()).toEqual([]);
});

test("a tab that opens while another is typing leaves the saving to it", async () => {
    onRpc("callcenter.call", "write", ({args}) => expect.step(args[1]));
    // HOOT lets half a minute pass while it starts
    const at = Date.now() + 60000;
    writeInOtherTab(7, {draft: {note: "ten"}, card: makeCard(), writer: "other", at});
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    expect(getService("callcenter").drafts[7].text).toBe("ten");
    await advanceTime(ADOPT_DELAY);
    writeInOtherTab(7, {draft: {note: "ten chairs"}, writer: "other"});
    await advanceTime(0);
    expect(getService("callcenter").drafts[7].text).toBe("ten chairs");
    expect.verifySteps([]);
});

test("a card that is used in one tab stays in all", async () => {
    beAgent(() => ({bus_id: 20, calls: [makeCard(), makeCard({id: 8})]}));
    await startService();
    getService("callcenter").hold(7);
    sendCall(makeEndedCard(), 21);
    sendCall(makeEndedCard({id: 8}), 22);
    await letBusDeliver();
    writeInOtherTab(8, {until: Date.now() + 100000});
    await advanceTime(80000);
    expect(shownStates()).toHaveLength(2);
    expect(readSharedMemory(7).until).toBeGreaterThan(Date.now());
    getService("callcenter").release(7);
    await advanceTime(30000);
    expect(shownStates()).toEqual([]);
});

test("what was typed or chosen before a reload is saved after it", async () => {
    const answer = new Deferred();
    writeInOtherTab(7, {
        draft: {note: "wants a quote", outcome_id: 2},
        card: makeCard(),
    });
    onRpc("callcenter.call", "write", ({args: [callIds, values]}) => {
        expect.step(`${callIds}: ${JSON.stringify(values)}`);
        return answer;
    });
    beAgent(() => ({bus_id: 20, calls: []}));
    await startService();
    await advanceTime(1000);
    expect.verifySteps(['7: {"note":"wants a quote"}', '7: {"outcome_id":2}']);
    expect(shownStates()).toEqual(["pbx-7 ended"]);
    expect(getService("callcenter").drafts[7].text).toBe("wants a quote");
    expect(getService("callcenter").outcomeDrafts[7].text).toBe(2);
    answer.resolve(true);
    await advanceTime(0);
    expect(readSharedMemory(7).draft).toBe(undefined);
});

test("a draft is remembered from the first key until it is saved", async () => {
    onRpc("callcenter.call", "write", () => true);
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    getService("callcenter").typeNote(7, "w");
    expect(readSharedMemory(7).draft).toEqual({note: "w"});
    getService("callcenter").chooseOutcome(7, 2);
    expect(readSharedMemory(7).draft).toEqual({note: "w", outcome_id: 2});
    await advanceTime(1000);
    expect(readSharedMemory(7).draft).toBe(undefined);
});

test("an ended card survives a reload for the rest of its time", async () => {
    // HOOT lets half a minute pass while it starts
    writeInOtherTab(7, {card: makeEndedCard(), until: Date.now() + 90000});
    writeInOtherTab(8, {card: makeEndedCard({id: 8}), until: Date.now() - 1});
    beAgent(() => ({bus_id: 20, calls: []}));
    await startService();
    expect(shownStates()).toEqual(["pbx-7 ended"]);
    await advanceTime(91000);
    expect(shownStates()).toEqual([]);
    expect(readSharedMemory(7)).toEqual({});
});

test("without a storage each tab is on its own and works", async () => {
    patchWithCleanup(browser.localStorage, {
        setItem(key, value) {
            if (key.startsWith("callcenter.")) {
                throw new Error("no room");
            }
            return super.setItem(key, value);
        },
    });
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    getService("callcenter").dismiss(7);
    expect(shownStates()).toEqual([]);
});

test("who wants no popup has the call in the menu only", async () => {
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}), {incoming: "none"});
    await startService();
    sendCall(makeCard({id: 8, callid: "pbx-8", direction: "outgoing"}), 21);
    await letBusDeliver();
    expect(shownStates()).toEqual(["pbx-8 ringing"]);
    expect(getService("callcenter").entries[7].isMinimised).toBe(true);
});

test("missed calls are counted from the first answer on", async () => {
    beAgent(() => ({bus_id: 20, calls: [makeCard()], missed_today: 2}));
    await startService();
    const {tally} = getService("callcenter");
    expect(tally.missed).toBe(2);
    sendCall(makeEndedCard({disposition: "no_answer"}), 21);
    await letBusDeliver();
    expect(tally.missed).toBe(3);
    sendCall(makeEndedCard({disposition: "answered_elsewhere"}), 22);
    await letBusDeliver();
    expect(tally.missed).toBe(2);
});

test("a call that somebody answers after its card has gone is not missed", async () => {
    onRpc("callcenter.call", "get_today_calls", () => {
        expect.step("get_today_calls");
        return {calls: [], missed_today: 2};
    });
    beAgent(() => ({bus_id: 20, calls: [makeCard()], missed_today: 2}));
    await startService();
    sendCall(makeEndedCard({disposition: "no_answer"}), 21);
    await letBusDeliver();
    await passMinutes(2);
    expect(shownStates()).toEqual([]);
    expect(getService("callcenter").tally.missed).toBe(3);
    sendCall(makeEndedCard({disposition: "answered_elsewhere"}), 22);
    sendCall(makeEndedCard({disposition: "answered_elsewhere"}), 23);
    await letBusDeliver();
    await advanceTime(2000);
    expect(getService("callcenter").tally.missed).toBe(2);
    expect.verifySteps(["get_today_calls"]);
});

test("the first call of a new day counts the missed ones anew", async () => {
    onRpc("callcenter.call", "get_today_calls", () => {
        expect.step("get_today_calls");
        return {calls: [], missed_today: 0};
    });
    mockDate("2026-03-11 10:20:00");
    beAgent(() => ({bus_id: 20, calls: [], missed_today: 2}));
    await startService();
    sendCall(makeCard(), 21);
    await letBusDeliver();
    await advanceTime(2000);
    expect.verifySteps([]);
    mockDate("2026-03-12 08:00:00");
    sendCall(makeCard({state: "ongoing"}), 22);
    await letBusDeliver();
    expect.verifySteps([]);
    await advanceTime(2000);
    expect.verifySteps(["get_today_calls"]);
    expect(getService("callcenter").tally.missed).toBe(0);
});

test("a draft that the server has got meanwhile is not saved again", async () => {
    writeInOtherTab(7, {draft: {note: "typed"}, card: makeCard()});
    onRpc("callcenter.call", "write", () => expect.step("write"));
    // the outcome is everybody's: a colleague has chosen it meanwhile
    beAgent(() => ({
        bus_id: 20,
        calls: [makeCard({note: "typed", outcome_id: 2})],
    }));
    await startService();
    await advanceTime(1000);
    expect(readSharedMemory(7).draft).toBe(undefined);
    expect.verifySteps([]);
});

test("preferences that change while the page is open hold at once", async () => {
    beAgent(() => ({bus_id: 20, calls: []}));
    await startService();
    const message = {type: PREFERENCES_UPDATE, payload: {incoming: "none"}};
    getWebSocketWorker().broadcast("BUS:NOTIFICATION", [{id: 21, message}]);
    await letBusDeliver();
    sendCall(makeCard(), 22);
    await letBusDeliver();
    expect(shownStates()).toEqual([]);
    expect(getService("callcenter").entries[7].isMinimised).toBe(true);
});

test("a note of who has no extension any more is saved at their next start", async () => {
    writeInOtherTab(7, {card: makeEndedCard(), draft: {note: "wants a quote"}});
    onRpc("callcenter.call", "write", ({args: [, values]}) => {
        expect.step(values.note);
        return true;
    });
    onRpc("callcenter.call", "get_active_calls", () => ({bus_id: 20, calls: []}));
    await startService();
    await advanceTime(ADOPT_DELAY + 2000);
    expect.verifySteps(["wants a quote"]);
});

test("logging out saves what is written, and this browser forgets the calls", async () => {
    onRpc("callcenter.call", "write", ({args: [, values]}) => {
        expect.step(values.note);
        return true;
    });
    beAgent(() => ({bus_id: 20, calls: [makeCard()]}));
    await startService();
    const foreign = `callcenter.call/${session.db}/${user.userId + 1}/7`;
    browser.localStorage.setItem(foreign, "{}");
    getService("callcenter").typeNote(7, "wants a quote");
    getService("callcenter").put(7, "tray");
    const left = getService("callcenter").leave();
    await advanceTime(1000);
    await left;
    expect.verifySteps(["wants a quote"]);
    expect(readSharedMemory(7)).toEqual({});
    expect(browser.localStorage.getItem(foreign)).toBe("{}");
});
