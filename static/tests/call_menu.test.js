import {describe, expect, test} from "@odoo/hoot";
import {click, press, queryFirst, waitFor, waitForNone} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {getService, mockService, onRpc} from "@web/../tests/web_test_helpers";
import {start} from "@mail/../tests/mail_test_helpers";

import {
    beAgent,
    defineCallcenterModels,
    makeCard,
    makeEndedCard,
    sendCall,
    startWithCalls,
} from "./callcenter_test_helpers";

describe.current.tags("desktop");
defineCallcenterModels();

const BUTTON = ".o_callcenter_menu_button";
const CARD = ".o_callcenter_popup[data-callid='pbx-7']";
const missedCall = {
    ...makeEndedCard({id: 5, disposition: "no_answer"}),
    start: "2026-03-02 03:04:05",
    is_missed: true,
};

function answerToday(calls = [missedCall]) {
    onRpc("callcenter.call", "get_today_calls", () => {
        expect.step("get_today_calls");
        return {calls, missed_today: calls.length};
    });
}

test("users without an extension have no menu", async () => {
    await start();
    await animationFrame();
    expect(BUTTON).toHaveCount(0);
});

test("the menu asks for its calls when it opens, and opens one by a click", async () => {
    answerToday();
    mockService("action", {
        doAction: ({res_model, res_id}) => expect.step(`${res_model} ${res_id}`),
    });
    await startWithCalls();
    await waitFor(BUTTON);
    expect.verifySteps([]);
    await click(BUTTON);
    await waitFor(".o_callcenter_menu_past:contains('Nguyễn Văn An')");
    expect(".o_callcenter_menu_missed").toHaveText("Missed");
    expect(".o_callcenter_menu_past .o_callcenter_menu_time").toHaveText("4:04 AM");
    expect(".o_callcenter_missed_count").toHaveText("1");
    await click(".o_callcenter_menu_past");
    expect.verifySteps(["get_today_calls", "callcenter.call 5"]);
});

test("the menu counts who waits for a call back, and leads to their lists", async () => {
    beAgent(() => ({
        bus_id: 0,
        calls: [],
        missed_customers: {mine: 2, unclaimed: 3},
    }));
    onRpc("callcenter.call", "get_today_calls", () => ({
        calls: [],
        missed_today: 0,
        missed_customers: {mine: 0, unclaimed: 4},
    }));
    mockService("action", {
        doAction: (action, {additionalContext}) =>
            expect.step(`${action} ${Object.keys(additionalContext)}`),
    });
    await start();
    await waitFor(BUTTON);
    expect(getService("callcenter").tally).toEqual({
        missed: 0,
        toCallBack: 2,
        unclaimed: 3,
    });
    await click(BUTTON);
    const line = await waitFor(".o_callcenter_menu_waiting[data-filter=unclaimed]");
    expect(line).toHaveText("To call back, taken by nobody\n4", {inline: false});
    expect(".o_callcenter_menu_waiting").toHaveCount(1, {message: "none is mine"});
    await click(line);
    expect.verifySteps(["callcenter.action_missed search_default_unclaimed"]);
});

test("a call whose caller was erased is not a new customer's", async () => {
    const nobody = {customer: false, phone: "", is_erased: true};
    answerToday([{...missedCall, ...nobody}]);
    await startWithCalls();
    await click(await waitFor(BUTTON));
    const line = await waitFor(".o_callcenter_menu_past");
    expect(line).toHaveText("Erased call\nMissed\n4:04 AM", {inline: false});
    expect.verifySteps(["get_today_calls"]);
});

test("an empty menu says so", async () => {
    answerToday([]);
    await startWithCalls();
    await click(await waitFor(BUTTON));
    await waitFor(".o_callcenter_menu_empty:contains('No calls today.')");
    expect.verifySteps(["get_today_calls"]);
});

test("a card is minimised to the menu, and comes back from it", async () => {
    answerToday([]);
    await startWithCalls(makeCard());
    await click(await waitFor(`${CARD} .o_callcenter_minimise`));
    await waitForNone(CARD);
    await click(BUTTON);
    await click(await waitFor(".o_callcenter_menu_live:contains('Nguyễn Văn An')"));
    await waitFor(CARD);
    expect.verifySteps(["get_today_calls"]);
});

test("a key reaches the newest card, and Escape puts it away", async () => {
    await startWithCalls(makeCard());
    await waitFor(CARD);
    sendCall(makeCard({id: 8, callid: "pbx-8"}), 1);
    const newest = await waitFor(".o_callcenter_popup[data-callid='pbx-8']");
    await press("alt+shift+c");
    await animationFrame();
    await animationFrame();
    expect(newest).toBeFocused();
    await press("Escape");
    await waitForNone(".o_callcenter_popup[data-callid='pbx-8']");
    expect(CARD).toHaveCount(1);
});

test("a new card takes no focus from what the agent is doing", async () => {
    await startWithCalls();
    await waitFor(BUTTON);
    queryFirst(BUTTON).focus();
    sendCall(makeCard(), 1);
    await waitFor(CARD);
    await animationFrame();
    expect(BUTTON).toBeFocused();
});

test("a missed call whose card is still there looks missed in the menu, too", async () => {
    answerToday([]);
    await startWithCalls(makeCard());
    sendCall(makeEndedCard({disposition: "no_answer"}), 1);
    await click(await waitFor(BUTTON));
    await waitFor(
        ".o_callcenter_menu_live .o_callcenter_menu_missed:contains('Missed')"
    );
    expect.verifySteps(["get_today_calls"]);
});

test("an ended call that is minimised goes from the menu, too", async () => {
    await startWithCalls(makeCard());
    getService("callcenter").put(7, "tray");
    sendCall(makeEndedCard({disposition: "answered_elsewhere"}), 1);
    await animationFrame();
    expect(Object.keys(getService("callcenter").entries)).toEqual(["7"]);
});
