import {Ringer} from "@callcenter/alerts/ringer";
import {inOneTab, isHeld} from "@callcenter/alerts/tab_locks";
import {hasUnsavedWork} from "@callcenter/alerts/customer_opener";

import {after, beforeEach, describe, expect, getFixture, test} from "@odoo/hoot";
import {click, waitFor, waitForNone} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {mockService, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";

import {start} from "@mail/../tests/mail_test_helpers";

import {
    beAgent,
    defineCallcenterModels,
    makeCard,
    makeEndedCard,
    mockClock,
    sendCall,
    startWithCalls,
} from "./callcenter_test_helpers";

describe.current.tags("desktop");
defineCallcenterModels();

const CARD = ".o_callcenter_popup[data-callid='pbx-7']";

let testCount = 0;

/** The browser's locks, apart from those that earlier tests have left. */
function makeOwnLocks() {
    const prefix = `test ${++testCount} `;
    return {
        request: (name, ...rest) => navigator.locks.request(prefix + name, ...rest),
        async query() {
            const {held} = await navigator.locks.query();
            const own = held.filter(({name}) => name.startsWith(prefix));
            return {held: own.map(({name}) => ({name: name.slice(prefix.length)}))};
        },
    };
}

beforeEach(() => beActivated(true));

/** Let locks be given and released: that is the browser's own time. */
async function letLocksSettle() {
    for (let round = 0; round < 5; round++) {
        await isHeld("none");
        await animationFrame();
    }
}

/** The web client of an agent with preferences, before any call. */
async function startWith(preferences) {
    beAgent(() => ({bus_id: 0, calls: []}), preferences);
    mockClock();
    await start();
}

/** A page that its user has clicked in, or not yet. */
function beActivated(hasBeenActive) {
    patchWithCleanup(browser, {
        navigator: {locks: makeOwnLocks(), userActivation: {hasBeenActive}},
    });
}

/** Counts what would be shown on the desktop. */
function allowNotifications(permission) {
    class DesktopNotification extends EventTarget {
        static permission = permission;

        static async requestPermission() {
            expect.step("asked for the permission");
            return permission;
        }

        constructor(title, {body}) {
            super();
            expect.step(`${title}: ${body}`);
        }

        close() {
            expect.step("closed");
        }
    }
    patchWithCleanup(browser, {Notification: DesktopNotification});
}

/** Let the browser say that no tab is on screen. */
function beHidden() {
    patchWithCleanup(document, {visibilityState: "hidden"});
}

test("no ringtone unless its user wants one", async () => {
    beActivated(false);
    await startWith({});
    sendCall(makeCard(), 1);
    await waitFor(CARD);
    await advanceTime(1000);
    await letLocksSettle();
    expect(".o_callcenter_turn_on_ringing").toHaveCount(0);
});

test("a tab that may not be heard offers to turn ringing on", async () => {
    beActivated(false);
    await startWith({ringtone: "bell"});
    sendCall(makeCard(), 1);
    await waitFor(CARD);
    await advanceTime(1000);
    await waitFor(".o_callcenter_turn_on_ringing");
    browser.navigator.userActivation.hasBeenActive = true;
    await click(".o_callcenter_turn_on_ringing");
    await waitForNone(".o_callcenter_turn_on_ringing");
    await letLocksSettle();
    expect(await isHeld("callcenter.ring")).toBe(true);
    sendCall(makeCard({state: "ongoing"}), 2);
    await letLocksSettle();
    expect(await isHeld("callcenter.ring")).toBe(false);
});

test("a browser without sound breaks nothing", async () => {
    beActivated(true);
    patchWithCleanup(browser, {AudioContext: undefined});
    await startWith({ringtone: "soft"});
    sendCall(makeCard(), 1);
    await waitFor(CARD);
    sendCall(makeEndedCard(), 2);
    await waitFor(`${CARD}[data-state=ended]`);
});

test("one of two tabs rings, the other goes on when that is closed", async () => {
    beActivated(true);
    const tabs = ["first", "second"].map((name) => {
        const ringer = new Ringer({
            preferences: {ringtone: "soft"},
            isMainTab: async () => true,
            onBlocked: () => {},
        });
        after(() => ringer.set(false));
        ringer.set(true);
        return Object.assign(ringer, {name});
    });
    const ringing = () => tabs.filter((tab) => tab.isRinging).length;
    await letLocksSettle();
    expect(ringing()).toBe(1);
    const first = tabs.find((tab) => tab.isRinging);
    first.set(false);
    await letLocksSettle();
    expect(ringing()).toBe(1);
    expect(first.isRinging).toBe(false);
});

test("the desktop tells of a call while no tab is on screen, and only then", async () => {
    allowNotifications("granted");
    await startWith({});
    await letLocksSettle();
    sendCall(makeCard(), 1);
    await waitFor(CARD);
    await letLocksSettle();
    expect.verifySteps([]);
    beHidden();
    document.dispatchEvent(new Event("visibilitychange"));
    await letLocksSettle();
    sendCall(makeCard({id: 8, callid: "pbx-8"}), 2);
    await waitFor(".o_callcenter_popup[data-callid='pbx-8']");
    await letLocksSettle();
    expect.verifySteps(["Nguyễn Văn An: Incoming call · 0989 464 344"]);
    sendCall(makeCard({id: 8, callid: "pbx-8", state: "ongoing"}), 3);
    await waitFor(".o_callcenter_popup[data-state='ongoing']");
    await letLocksSettle();
    expect.verifySteps(["closed"]);
});

test("desktop notification is offered once", async () => {
    allowNotifications("default");
    await startWithCalls(makeCard());
    await click(await waitFor(".o_callcenter_offer_yes"));
    await waitForNone(".o_callcenter_offer");
    expect.verifySteps(["asked for the permission"]);
    sendCall(makeCard({id: 8, callid: "pbx-8"}), 1);
    await waitFor(".o_callcenter_popup[data-callid='pbx-8']");
    expect(".o_callcenter_offer").toHaveCount(0);
});

test("a refused permission is not asked for again", async () => {
    allowNotifications("denied");
    await startWithCalls(makeCard());
    await waitFor(CARD);
    expect(".o_callcenter_offer").toHaveCount(0);
});

function stepOpenedCustomers() {
    mockService("action", {
        doAction: ({res_model, res_id}) => expect.step(`${res_model} ${res_id}`),
    });
}

test("the customer opens at once, and once, where that is wanted", async () => {
    stepOpenedCustomers();
    await startWith({incoming: "open_ring"});
    sendCall(makeCard(), 1);
    await waitFor(CARD);
    sendCall(makeCard({queue: "Sales"}), 2);
    sendCall(makeCard({id: 8, callid: "pbx-8", direction: "outgoing"}), 3);
    await waitFor(".o_callcenter_popup[data-callid='pbx-8']");
    expect.verifySteps(["res.partner 3"]);
});

test("the customer opens when the call is answered", async () => {
    stepOpenedCustomers();
    await startWith({incoming: "open_answer"});
    sendCall(makeCard(), 1);
    await waitFor(CARD);
    expect.verifySteps([]);
    sendCall(makeCard({state: "ongoing"}), 2);
    await waitFor(`${CARD}[data-state=ongoing]`);
    expect.verifySteps(["res.partner 3"]);
});

test("in a tab that was not used last nothing opens", async () => {
    stepOpenedCustomers();
    await startWith({incoming: "open_ring"});
    browser.localStorage.setItem("callcenter.last_tab", "another");
    sendCall(makeCard(), 1);
    await waitFor(CARD);
    expect.verifySteps([]);
});

test("nothing opens over what is being typed, nor later", async () => {
    stepOpenedCustomers();
    await startWith({incoming: "open_ring"});
    const field = document.createElement("input");
    getFixture().append(field);
    field.focus();
    expect(hasUnsavedWork()).toBe(false);
    field.value = "chai";
    expect(hasUnsavedWork()).toBe(true);
    sendCall(makeCard(), 1);
    await waitFor(CARD);
    field.remove();
    expect(hasUnsavedWork()).toBe(false);
    sendCall(makeCard({queue: "Sales"}), 2);
    await waitFor(`${CARD} .o_callcenter_details`);
    expect.verifySteps([]);
});

test("a lock that was waited for in vain is no error", async () => {
    const first = new AbortController();
    const second = new AbortController();
    inOneTab("callcenter.test", first.signal, () => expect.step("first"));
    const waiting = inOneTab("callcenter.test", second.signal, () =>
        expect.step("second")
    );
    await letLocksSettle();
    second.abort();
    await waiting;
    first.abort();
    await letLocksSettle();
    expect(await isHeld("callcenter.test")).toBe(false);
    expect.verifySteps(["first"]);
});
