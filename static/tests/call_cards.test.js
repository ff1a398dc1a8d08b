import {describe, expect, test} from "@odoo/hoot";
import {
    click,
    queryAll,
    queryFirst,
    queryRect,
    resize,
    waitFor,
    waitForNone,
} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {getService, onRpc} from "@web/../tests/web_test_helpers";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";

import {
    defineCallcenterModels,
    makeCard,
    makeDetails,
    makeEndedCard,
    sendCall,
    startWithCalls,
} from "./callcenter_test_helpers";

describe.current.tags("desktop");
defineCallcenterModels();

const ANNOUNCER = ".o_callcenter_announcer[aria-live=polite]";
const secondCall = {id: 8, callid: "pbx-8", customer: false, phone: "028 3822 1234"};

test("without a call there is nothing but the announcer", async () => {
    await startWithCalls();
    expect(".o_callcenter_popups").toHaveCount(0);
    expect(ANNOUNCER).toHaveText("");
});

test("calls and what becomes of them are announced, each once", async () => {
    await startWithCalls();
    sendCall(makeCard(), 1);
    await waitFor(
        `${ANNOUNCER}:contains('Incoming call, Nguyễn Văn An, 0989 464 344')`
    );
    sendCall(makeCard(secondCall), 2);
    await waitFor(`${ANNOUNCER}:contains('New customer, 028 3822 1234')`);
    expect(ANNOUNCER).toHaveText("Incoming call, New customer, 028 3822 1234");
    sendCall(makeEndedCard(), 3);
    await waitFor(`${ANNOUNCER}:contains('Ended, 3:12')`);
    expect(ANNOUNCER).toHaveText("Ended, 3:12, Nguyễn Văn An, 0989 464 344");
});

test("a second card does not move the note of the first", async () => {
    const lastCall = {
        id: 1,
        date: "2026-03-09 03:00:00",
        direction: "incoming",
        is_missed: false,
        agent: "Minh",
        outcome: false,
        note: "Sent the invoice",
    };
    onRpc("callcenter.call", "get_card_details", () =>
        makeDetails({last_calls: [lastCall]})
    );
    const note = ".o_callcenter_popup[data-callid='pbx-7'] textarea";
    const history = ".o_callcenter_popup[data-callid='pbx-7'] .o_callcenter_last_calls";
    await startWithCalls(makeCard());
    await waitFor(`${history}:visible`);
    const before = queryRect(note);
    sendCall(makeCard(secondCall), 1);
    await waitFor(".o_callcenter_popup[data-callid='pbx-8'] .o_callcenter_last_calls");
    expect(queryRect(note)).toEqual(before);
    expect(history).not.toBeVisible();
    sendCall(makeCard({state: "ongoing"}), 2);
    await waitFor(`${history}:visible`);
    expect(queryRect(note)).toEqual(before);
});

test("a dialog and the cards stand beside each other", async () => {
    await startWithCalls(makeCard());
    getService("dialog").add(ConfirmationDialog, {body: "Really?", title: "Sure"});
    await waitFor(".o_dialog .modal-content");
    await animationFrame();
    const [dialog] = queryAll(".o_dialog .modal-content");
    const [card] = queryAll(".o_callcenter_popup");
    expect(card.getBoundingClientRect().right).toBeLessThan(
        dialog.getBoundingClientRect().left
    );
});

test("a ring above what is in sight is told to who types below", async () => {
    await resize({width: 1000, height: 400});
    await startWithCalls(makeCard({state: "ongoing"}));
    const note = ".o_callcenter_popup[data-callid='pbx-7'] textarea";
    await click(note);
    const before = queryRect(note);
    sendCall(makeCard(secondCall), 1);
    const ring = ".o_callcenter_hidden_ring";
    await waitFor(`${ring}:contains('028 3822 1234')`);
    expect(queryRect(note)).toEqual(before);
    expect(document.activeElement).toBe(queryFirst(note));
    await click(ring);
    await waitForNone(ring);
    const card = queryRect(".o_callcenter_popup[data-callid='pbx-8']");
    expect(card.top).toBeGreaterThan(0);
});

test("a ring that is in sight needs no other hint", async () => {
    await startWithCalls(makeCard({state: "ongoing"}));
    sendCall(makeCard(secondCall), 1);
    await waitFor(".o_callcenter_popup[data-callid='pbx-8']");
    await animationFrame();
    expect(".o_callcenter_hidden_ring").toHaveCount(0);
});

function shownCards() {
    return queryAll(".o_callcenter_popup").map(
        ({dataset}) => `${dataset.callid} ${dataset.state}`
    );
}

test("a call that ended goes below the live ones, which are not cut off", async () => {
    await startWithCalls(makeCard({state: "ongoing"}));
    sendCall(makeCard(secondCall), 1);
    await waitFor(".o_callcenter_popup[data-callid='pbx-8']");
    sendCall(makeEndedCard(secondCall), 2);
    await waitFor("[data-callid='pbx-8'][data-state=ended]");
    await animationFrame();
    // the last one stands on top
    expect(shownCards()).toEqual(["pbx-8 ended", "pbx-7 ongoing"]);
});

test("no card changes its place under the hands of who uses one", async () => {
    const note = ".o_callcenter_popup[data-callid='pbx-7'] textarea";
    await startWithCalls(makeCard({state: "ongoing"}));
    sendCall(makeCard(secondCall), 1);
    await waitFor(".o_callcenter_popup[data-callid='pbx-8']");
    await click(note);
    sendCall(makeEndedCard(secondCall), 2);
    await waitFor("[data-callid='pbx-8'][data-state=ended]");
    await animationFrame();
    expect(shownCards()).toEqual(["pbx-7 ongoing", "pbx-8 ended"]);
    expect(note).toBeFocused();
    sendCall(makeCard({id: 9, callid: "pbx-9"}), 3);
    await waitFor(".o_callcenter_popup[data-callid='pbx-9']");
    expect(shownCards()).toEqual(["pbx-7 ongoing", "pbx-8 ended", "pbx-9 ringing"]);
    queryFirst(note).blur();
    await animationFrame();
    expect(shownCards()).toEqual(["pbx-8 ended", "pbx-7 ongoing", "pbx-9 ringing"]);
});
