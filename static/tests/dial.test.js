import {expect, test} from "@odoo/hoot";
import {click, edit, press, waitFor} from "@odoo/hoot-dom";
import {Deferred, advanceTime, animationFrame, runAllTimers} from "@odoo/hoot-mock";
import {start} from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";
import {session} from "@web/session";

import {PATIENCE} from "@callcenter/dial/dialer_service";

import {
    beAgent,
    defineCallcenterModels,
    makeCard,
    makeEndedCard,
    sendCall,
    startWithCalls,
} from "./callcenter_test_helpers";

class Caller extends models.Model {
    _name = "caller";

    phone = fields.Char();

    _records = [{id: 1, phone: "0989 464 999"}];
}

defineCallcenterModels();
defineModels([Caller]);

const DESK = {id: 5, number: "101", pbx: "Head office", way: "gateway"};
const SOFT = {id: 6, number: "201", pbx: "Head office", way: "uri"};

/** Make the user one with `telephones`; what is asked of the server are steps. */
function beDialler(
    telephones,
    answer = {id: 1, state: "waiting", reason: "", link: ""}
) {
    beAgent();
    patchWithCleanup(session, {
        callcenter: {has_extension: true, preferences: {}, telephones},
    });
    onRpc("callcenter.dialer", "dial", ({args}) => {
        expect.step(args);
        return answer;
    });
    onRpc("callcenter.dialer", "look", ({args}) => {
        expect.step(["look", ...args]);
        return {state: "expired", reason: ""};
    });
}

const mountNumbers = (type = "list") =>
    mountView({
        type,
        resModel: "caller",
        resId: 1,
        arch:
            type === "list"
                ? `<list><field name="phone" widget="phone"/></list>`
                : `<form><field name="phone" widget="phone"/></form>`,
    });

test("a number in a list is a button that calls", async () => {
    beDialler([DESK]);
    await mountNumbers();
    await click(".o_callcenter_dial");
    await animationFrame();
    expect.verifySteps([["0989 464 999", 5, "service"]]);
});

test.tags("desktop");
test("a number in a form is a button that calls", async () => {
    beDialler([DESK]);
    await mountNumbers("form");
    await click(".o_field_phone input");
    await click(".o_callcenter_dial");
    await animationFrame();
    expect.verifySteps([["0989 464 999", 5, "service"]]);
});

test("for everyone else it stays as Odoo has it", async () => {
    beDialler([]);
    await mountNumbers();
    expect(".o_callcenter_dial").toHaveCount(0);
    expect(".o_field_phone a").toHaveAttribute("href", "tel:0989464999");
});

test("a double click calls once", async () => {
    beDialler([DESK]);
    const answered = new Deferred();
    onRpc("callcenter.dialer", "dial", async () => {
        expect.step("asked");
        await answered;
        return {id: 1, state: "waiting", reason: "", link: ""};
    });
    await mountNumbers();
    await click(".o_callcenter_dial");
    await click(".o_callcenter_dial");
    answered.resolve();
    await animationFrame();
    expect.verifySteps(["asked"]);
});

test("an exchange that is silent for twelve seconds is looked after", async () => {
    beDialler([DESK]);
    await mountNumbers();
    await click(".o_callcenter_dial");
    await animationFrame();
    await advanceTime(PATIENCE + 1);
    expect.verifySteps([
        ["0989 464 999", 5, "service"],
        ["look", 1],
    ]);
});

test("why a number is not called is said", async () => {
    beDialler([DESK], {id: 1, state: "refused", reason: "National list", link: ""});
    await start();
    await mountNumbers();
    await click(".o_callcenter_dial");
    await animationFrame();
    expect.verifySteps([["0989 464 999", 5, "service"]]);
    expect(".o_notification:contains('National list')").toHaveCount(1);
});

test("a telephone that dials by a link opens it", async () => {
    beDialler([SOFT], {id: 1, state: "done", reason: "", link: "tel:0989464999"});
    patchWithCleanup(browser, {open: (...args) => expect.step(args)});
    await mountNumbers();
    await click(".o_callcenter_dial");
    await animationFrame();
    expect.verifySteps([
        ["0989 464 999", 6, "service"],
        ["tel:0989464999", "_self"],
    ]);
});

test.tags("desktop");
test("the pad finds people by name, and calls from the telephone that is chosen", async () => {
    beDialler([DESK, SOFT]);
    onRpc("callcenter.dialer", "find_names", ({args}) => {
        expect.step(["find", ...args]);
        return [{name: "Đỗ Thuý An", number: "0989 464 999", detail: "paused"}];
    });
    await start();
    await click(".o_callcenter_dial_pad_button");
    await animationFrame();
    await click(".o_callcenter_telephone");
    document.querySelector(".o_callcenter_telephone").value = "6";
    document
        .querySelector(".o_callcenter_telephone")
        .dispatchEvent(new Event("change"));
    await click(".o_callcenter_dial_input");
    await edit("thuy");
    await runAllTimers();
    await animationFrame();
    expect(".o_callcenter_found .o_callcenter_dial").toHaveText(/Đỗ Thuý An.*Paused/s);
    await click(".o_callcenter_found .o_callcenter_dial");
    await animationFrame();
    expect.verifySteps([
        ["find", "thuy"],
        ["0989 464 999", 6, "service"],
    ]);
});

test.tags("desktop");
test("who has no telephone has no pad", async () => {
    beDialler([]);
    await start();
    expect(".o_callcenter_dial_pad_button").toHaveCount(0);
});

const placed = (state, values = {}) =>
    makeCard({
        direction: "outgoing",
        order: {id: 1, state, reason: "", way: "gateway"},
        ...values,
    });

test("the card says how far the call is", async () => {
    await startWithCalls(placed("sent"), placed("done", {id: 8, callid: "pbx-8"}));
    expect(".o_callcenter_popup[data-callid=pbx-7] .o_callcenter_state").toHaveText(
        "Calling your telephone…"
    );
    expect(".o_callcenter_popup[data-callid=pbx-8] .o_callcenter_state").toHaveText(
        "Calling the customer…"
    );
});

test("a call that was refused says why, and is tried again", async () => {
    beDialler([DESK]);
    await start();
    sendCall(placed("waiting"), 1);
    const order = {id: 1, state: "refused", reason: "No route", way: "gateway"};
    sendCall(makeEndedCard({direction: "outgoing", disposition: "failed", order}), 2);
    await waitFor(".o_callcenter_refused");
    expect(".o_callcenter_state").toHaveText("Not placed");
    expect(".o_callcenter_refused").toHaveText(/No route/);
    await click(".o_callcenter_try_again");
    await animationFrame();
    expect.verifySteps([["+84989464344", 5, "service"]]);
});

test("a live call is ended and handed on from its card, where the exchange hears", async () => {
    beDialler([DESK]);
    onRpc("callcenter.call", "get_active_calls", () => ({
        bus_id: 0,
        calls: [makeCard({state: "ongoing", talk_age: 1})],
    }));
    onRpc("callcenter.dialer", "get_colleagues", () => [
        {name: "Minh", number: "102", status: "paused"},
        {name: "Hoa", number: "103", status: ""},
    ]);
    onRpc("callcenter.dialer", "transfer", ({args}) => {
        expect.step(["transfer", ...args]);
        return false;
    });
    onRpc("callcenter.dialer", "hang_up", ({args}) => {
        expect.step(["hang up", ...args]);
        return false;
    });
    await start();
    await click(".o_callcenter_transfer");
    await animationFrame();
    expect(".o_callcenter_hand_on li").toHaveCount(2);
    expect(".o_callcenter_hand_on li:first").toHaveText(/Minh · 102\s*Paused/);
    await click(".o_callcenter_hand_on input");
    await edit("hoa");
    await animationFrame();
    expect(".o_callcenter_hand_on li").toHaveCount(1);
    await click(".o_callcenter_attended");
    await animationFrame();
    await click(".o_callcenter_hang_up");
    await animationFrame();
    expect.verifySteps([
        ["transfer", 7, "103", true],
        ["hang up", 7],
    ]);
});

test("nothing is shown that cannot be done", async () => {
    beDialler([SOFT]);
    onRpc("callcenter.call", "get_active_calls", () => ({
        bus_id: 0,
        calls: [makeCard({state: "ongoing", talk_age: 1})],
    }));
    await start();
    expect(".o_callcenter_popup").toHaveCount(1);
    expect(".o_callcenter_hang_up, .o_callcenter_transfer").toHaveCount(0);
    await press("Escape");
});
