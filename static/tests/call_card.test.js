import {describe, expect, test} from "@odoo/hoot";
import {click, edit, press, queryFirst, waitFor, waitForNone} from "@odoo/hoot-dom";
import {Deferred, advanceTime, animationFrame} from "@odoo/hoot-mock";
import {getService, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
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
const NOTE = `${POPUP} textarea`;
const NOTE_STATUS = `${POPUP} .o_callcenter_note_status`;

async function typeNote(text) {
    await click(NOTE);
    await edit(text);
    await animationFrame();
}

test("a bus message draws the card", async () => {
    await startWithCalls();
    expect(".o_callcenter_popup").toHaveCount(0);
    sendCall(makeCard({queue: "999"}), 1);
    await waitFor(POPUP);
    expect(`${POPUP} .o_callcenter_state`).toHaveText("Incoming call");
    expect(`${POPUP} .o_callcenter_phone`).toHaveText("0989 464 344");
    expect(`${POPUP} .o_callcenter_customer`).toHaveText("Nguyễn Văn An");
    expect(`${POPUP} .o_callcenter_details`).toHaveText(/Queue 999/);
    expect(POPUP).toHaveAttribute(
        "aria-label",
        "Incoming call, Nguyễn Văn An, 0989 464 344"
    );
    expect(document.body).toBeFocused();
});

test("a reload brings the card back with its running time", async () => {
    await startWithCalls(makeCard({state: "ongoing", age: 65, note: "wants a quote"}));
    await waitFor(POPUP);
    expect(`${POPUP} .o_callcenter_state`).toHaveText("On call");
    expect(`${POPUP} .o_callcenter_time`).toHaveText("1:05");
    expect(NOTE).toHaveValue("wants a quote");
    await advanceTime(2000);
    expect(`${POPUP} .o_callcenter_time`).toHaveText("1:07");
});

test("the end shows the duration, and the card goes a minute later", async () => {
    await startWithCalls(makeCard());
    sendCall(makeEndedCard({talk_duration: 170}), 1);
    await waitFor(`${POPUP}[data-state=ended]`);
    expect(`${POPUP} .o_callcenter_state`).toHaveText("Ended, 3:12");
    expect(`${POPUP} .o_callcenter_details`).toHaveText(/Talk 2:50/);
    expect(`${POPUP} .o_callcenter_time`).toHaveCount(0);
    await advanceTime(61000);
    expect(POPUP).toHaveCount(0);
});

test("a late message does not set the card back", async () => {
    await startWithCalls(makeCard());
    sendCall(makeEndedCard(), 2);
    await waitFor(`${POPUP}[data-state=ended]`);
    sendCall(makeCard({state: "ongoing"}), 1);
    sendCall(makeCard({id: 8, callid: "pbx-8"}), 3);
    await waitFor(".o_callcenter_popup[data-callid='pbx-8']");
    expect(`${POPUP}[data-state=ended]`).toHaveCount(1);
});

test("a hidden caller has no number", async () => {
    const hidden = {is_hidden: true, phone: "", phone_copy: "", phone_e164: false};
    await startWithCalls(makeCard({...hidden, customer: false}));
    await waitFor(POPUP);
    expect(`${POPUP} .o_callcenter_customer`).toHaveText("Unknown caller");
    expect(`${POPUP} .o_callcenter_phone`).toHaveText("Hidden number");
    expect(`${POPUP} .o_callcenter_copy`).toHaveCount(0);
});

test("the number is copied as it is dialled", async () => {
    patchWithCleanup(browser.navigator.clipboard, {
        writeText: async (text) => expect.step(`copied ${text}`),
    });
    await startWithCalls(makeCard());
    await click(`${POPUP} .o_callcenter_copy`);
    await waitFor(`${POPUP} .fa-check`);
    expect.verifySteps(["copied 0989464344"]);
    await advanceTime(2100);
    expect(`${POPUP} .fa-check`).toHaveCount(0);
});

test("a note is saved as it is typed", async () => {
    const saved = new Deferred();
    onRpc("callcenter.call", "write", async ({args}) => {
        expect.step(`call ${args[0]}: ${args[1].note}`);
        await saved;
        return true;
    });
    await startWithCalls(makeCard());
    await typeNote("wants a quote");
    expect(NOTE_STATUS).toHaveText("Saving…");
    await advanceTime(600);
    expect.verifySteps(["call 7: wants a quote"]);
    saved.resolve();
    await waitFor(`${NOTE_STATUS}:contains(Saved)`);
    expect(NOTE).toBeFocused();
});

test("a note that could not be saved says so and is tried again", async () => {
    let isDown = true;
    onRpc("callcenter.call", "write", () => {
        expect.step("write");
        if (isDown) {
            throw new ConnectionLostError("/web");
        }
        return true;
    });
    await startWithCalls(makeCard());
    await typeNote("wants a quote");
    await advanceTime(600);
    await waitFor(`${NOTE_STATUS}:contains('Not saved, trying again')`);
    isDown = false;
    await advanceTime(2000);
    await waitFor(`${NOTE_STATUS}:contains(Saved)`);
    expect.verifySteps(["write", "write"]);
    expect(NOTE).toHaveValue("wants a quote");
});

test("leaving the field saves at once", async () => {
    onRpc("callcenter.call", "write", ({args}) => {
        expect.step(args[1].note);
        return true;
    });
    await startWithCalls(makeCard());
    await typeNote("wants a quote");
    queryFirst(NOTE).blur();
    await waitFor(`${NOTE_STATUS}:contains(Saved)`);
    expect.verifySteps(["wants a quote"]);
});

test("an update does not touch what is being typed", async () => {
    onRpc("callcenter.call", "write", () => true);
    await startWithCalls(makeCard({note: "from before"}));
    await waitFor(POPUP);
    expect(NOTE).toHaveValue("from before");
    await typeNote("being typed");
    sendCall(makeEndedCard({note: "from elsewhere"}), 1);
    await waitFor(`${POPUP}[data-state=ended]`);
    expect(NOTE).toHaveValue("being typed");
    expect(NOTE).toBeFocused();
});

test("an update shows a note written elsewhere", async () => {
    await startWithCalls(makeCard({note: "from before"}));
    sendCall(makeCard({state: "ongoing", note: "from elsewhere"}), 1);
    await waitFor(`${POPUP}[data-state=ongoing]`);
    expect(NOTE).toHaveValue("from elsewhere");
});

test("an ended card stays while its note has the focus", async () => {
    onRpc("callcenter.call", "write", () => true);
    await startWithCalls(makeCard());
    await typeNote("wants");
    sendCall(makeEndedCard(), 1);
    await waitFor(`${POPUP}[data-state=ended]`);
    await advanceTime(120000);
    expect(POPUP).toHaveCount(1);
    queryFirst(NOTE).blur();
    await advanceTime(11000);
    expect(POPUP).toHaveCount(0);
});

test("an ended card stays while one of its buttons has the keyboard's focus", async () => {
    await startWithCalls(makeCard());
    sendCall(makeEndedCard(), 1);
    await waitFor(`${POPUP}[data-state=ended]`);
    const copy = queryFirst(`${POPUP} .o_callcenter_copy`);
    copy.focus();
    await advanceTime(120000);
    expect(POPUP).toHaveCount(1);
    copy.blur();
    await advanceTime(11000);
    expect(POPUP).toHaveCount(0);
});

test("a minimised card returns the focus", async () => {
    await startWithCalls(makeCard());
    await waitFor(POPUP);
    const before = document.createElement("button");
    document.querySelector(".o_main_navbar").append(before);
    before.focus();
    queryFirst(NOTE).focus();
    queryFirst(`${POPUP} .o_callcenter_minimise`).focus();
    await press("Enter");
    await waitForNone(POPUP);
    expect(before).toBeFocused();
});

test("the card is dismissed by button, saving the note", async () => {
    onRpc("callcenter.call", "write", ({args}) => {
        expect.step(args[1].note);
        return true;
    });
    await startWithCalls(makeCard());
    await typeNote("wants a quote");
    await click(`${POPUP} .o_callcenter_dismiss`);
    await waitForNone(POPUP);
    await advanceTime(1000);
    expect.verifySteps(["wants a quote"]);
    sendCall(makeCard({state: "ongoing"}), 1);
    await animationFrame();
    await advanceTime(100);
    expect(POPUP).toHaveCount(0);
});

test("Escape dismisses the card with the focus, and returns the focus", async () => {
    await startWithCalls(makeCard(), makeCard({id: 8, callid: "pbx-8"}));
    const before = document.createElement("button");
    document.querySelector(".o_main_navbar").append(before);
    before.focus();
    await press("Escape");
    await animationFrame();
    expect(".o_callcenter_popup").toHaveCount(2);
    queryFirst(NOTE).focus();
    await press("Escape");
    await waitForNone(POPUP);
    expect(".o_callcenter_popup").toHaveCount(1);
    expect(before).toBeFocused();
});

test("Escape in the card leaves a dialog beside it open", async () => {
    await startWithCalls(makeCard());
    await waitFor(POPUP);
    getService("dialog").add(ConfirmationDialog, {body: "Really?", title: "Sure"});
    await waitFor(".o_dialog");
    queryFirst(NOTE).focus();
    await press("Escape");
    await waitForNone(POPUP);
    expect(".o_dialog").toHaveCount(1);
});
