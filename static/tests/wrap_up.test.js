import {describe, expect, test} from "@odoo/hoot";
import {click, edit, press, queryFirst, waitFor, waitForNone} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {onRpc} from "@web/../tests/web_test_helpers";
import {ConnectionLostError} from "@web/core/network/rpc";

import {
    defineCallcenterModels,
    makeCard,
    makeEndedCard,
    sendCall,
    startWithCalls,
} from "./callcenter_test_helpers";

describe.current.tags("desktop");
defineCallcenterModels();

const POPUP = ".o_callcenter_popup[data-callid='pbx-7']";
const CHOSEN = `${POPUP} .o_callcenter_outcome[aria-pressed=true]`;
const NOTE = `${POPUP} textarea`;
const STATUS = `${POPUP} .o_callcenter_note_status`;
const PICKER = `${POPUP} .o_callcenter_callback_picker`;

function stepSaves() {
    onRpc("callcenter.call", "write", ({args}) => {
        expect.step(args[1]);
        return true;
    });
}

function stepCallbacks() {
    onRpc("callcenter.call", "schedule_callback", ({args}) => {
        expect.step(args);
        return {id: 1, summary: "Call back 0989 464 344 at 09:00"};
    });
}

async function startWithOutcomes(card) {
    await startWithCalls(card);
    await waitFor(`${POPUP} .o_callcenter_outcome`);
}

test("a click says what came of the call, another takes it back", async () => {
    stepSaves();
    await startWithOutcomes(makeCard());
    expect(CHOSEN).toHaveCount(0);
    await click(`${POPUP} .o_callcenter_outcome:contains(Handled)`);
    await waitFor(`${STATUS}:contains(Saved)`);
    expect(CHOSEN).toHaveText(/Handled/);
    await click(CHOSEN);
    await animationFrame();
    expect(CHOSEN).toHaveCount(0);
    expect.verifySteps([{outcome_id: 1}, {outcome_id: false}]);
});

test("keys choose while the focus is in the card, but not in the note", async () => {
    stepSaves();
    await startWithOutcomes(makeCard({note: "ten"}));
    await press("1");
    await animationFrame();
    expect(CHOSEN).toHaveCount(0);
    await click(NOTE);
    await press("1");
    await animationFrame();
    expect(CHOSEN).toHaveCount(0);
    queryFirst(`${POPUP} .o_callcenter_copy`).focus();
    await press(["ctrl", "1"]);
    await press("9");
    await animationFrame();
    expect(CHOSEN).toHaveCount(0);
    await press("1");
    await waitFor(CHOSEN);
    expect.verifySteps([{note: "ten1"}, {outcome_id: 1}]);
});

test("a key that is held down chooses once", async () => {
    stepSaves();
    await startWithOutcomes(makeCard());
    const copy = queryFirst(`${POPUP} .o_callcenter_copy`);
    for (const repeat of [false, true, true]) {
        const init = {key: "1", repeat, bubbles: true, cancelable: true};
        copy.dispatchEvent(new KeyboardEvent("keydown", init));
    }
    await waitFor(CHOSEN);
    expect.verifySteps([{outcome_id: 1}]);
});

test("what another tab chose shows here", async () => {
    await startWithOutcomes(makeCard());
    sendCall(makeCard({outcome_id: 1}), 1);
    await waitFor(CHOSEN);
    expect(CHOSEN).toHaveText(/Handled/);
});

test("a choice that is not saved says so and is kept", async () => {
    onRpc("callcenter.call", "write", () => {
        throw new ConnectionLostError("/web");
    });
    await startWithOutcomes(makeCard());
    await click(`${POPUP} .o_callcenter_outcome:contains(Handled)`);
    await waitFor(`${STATUS}:contains(Not saved)`);
    sendCall(makeEndedCard(), 1);
    await waitFor(`${POPUP}[data-state=ended]`);
    expect(CHOSEN).toHaveText(/Handled/);
});

test("a call that a colleague took has nothing to wrap up", async () => {
    await startWithOutcomes(makeCard());
    sendCall(makeEndedCard({disposition: "answered_elsewhere"}), 1);
    await waitFor(`${POPUP}[data-state=ended]`);
    expect(`${POPUP} .o_callcenter_outcome`).toHaveCount(0);
    expect(`${POPUP} .o_callcenter_callback`).toHaveCount(0);
});

test("the outcome 'call back arranged' asks when", async () => {
    mockDate("2026-03-11 10:20:00", +7);
    stepSaves();
    stepCallbacks();
    await startWithOutcomes(makeCard());
    await click(NOTE);
    await edit("ten chairs");
    await click(`${POPUP} .o_callcenter_outcome:contains(Call back arranged)`);
    await waitFor(PICKER);
    await click(`${PICKER} [data-choice=tomorrow]`);
    await waitFor(".o_notification:contains(at 09:00)");
    expect(PICKER).toHaveCount(0);
    expect.verifySteps([
        {note: "ten chairs"},
        {outcome_id: 2},
        [[7], "2026-03-12 02:00:00", "ten chairs"],
    ]);
});

test("in an hour", async () => {
    mockDate("2026-03-11 10:20:00", +7);
    stepCallbacks();
    await startWithOutcomes(makeCard());
    await click(`${POPUP} .o_callcenter_callback`);
    await waitFor(PICKER);
    await click(`${PICKER} [data-choice=hour]`);
    await animationFrame();
    expect.verifySteps([[[7], "2026-03-11 11:20:00", ""]]);
});

test("at any time", async () => {
    mockDate("2026-03-11 10:20:00", +7);
    stepCallbacks();
    await startWithOutcomes(makeCard());
    await click(`${POPUP} .o_callcenter_callback`);
    await waitFor(PICKER);
    await click(`${PICKER} [data-choice=other]`);
    await waitFor(`${PICKER} .o_datetime_input`);
    await click(`${PICKER} .o_datetime_input`);
    await edit("03/13/2026 15:30:00", {confirm: "enter"});
    await animationFrame();
    await click(`${PICKER} .o_callcenter_schedule`);
    await animationFrame();
    expect.verifySteps([[[7], "2026-03-13 08:30:00", ""]]);
});

test("the card stays while a time is chosen, and keeps the focus afterwards", async () => {
    onRpc("callcenter.call", "schedule_callback", () => ({id: 1, summary: "At 09:00"}));
    await startWithOutcomes(makeCard());
    await click(`${POPUP} .o_callcenter_callback`);
    await waitFor(PICKER);
    document.activeElement.blur();
    sendCall(makeEndedCard(), 1);
    await waitFor(`${POPUP}[data-state=ended]`);
    await advanceTime(120000);
    expect(PICKER).toHaveCount(1);
    await click(`${PICKER} [data-choice=hour]`);
    await waitForNone(PICKER);
    expect(POPUP).toBeFocused();
});

test("Escape in the date closes the picker only", async () => {
    await startWithOutcomes(makeCard());
    await click(`${POPUP} .o_callcenter_callback`);
    await click(await waitFor(`${PICKER} [data-choice=other]`));
    await click(await waitFor(`${PICKER} .o_datetime_input`));
    await press("Escape");
    await waitForNone(PICKER);
    expect(POPUP).toHaveCount(1);
    expect(POPUP).toBeFocused();
});

test("nobody to call back, no call-back", async () => {
    const hidden = {is_hidden: true, phone: "", phone_copy: "", customer: false};
    await startWithOutcomes(makeCard(hidden));
    expect(`${POPUP} .o_callcenter_callback`).toHaveCount(0);
});
