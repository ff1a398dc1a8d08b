import {CallSync} from "@callcenter/calls/call_sync";

import {describe, expect, test} from "@odoo/hoot";
import {Deferred, advanceTime} from "@odoo/hoot-mock";
import {patchWithCleanup} from "@web/../tests/web_test_helpers";
import {ConnectionLostError} from "@web/core/network/rpc";

describe.current.tags("headless");

/** A sync that steps what it does; `answers` are given one after the other. */
function makeSync(...answers) {
    const server = {
        getActiveCalls: async () => {
            expect.step("ask");
            const answer = await answers.shift();
            if (answer instanceof Error) {
                throw answer;
            }
            return answer;
        },
    };
    const calls = {
        apply: (card, busId) => expect.step(`apply ${card} at ${busId}`),
        reconcile: ({calls: cards, bus_id: busId}) =>
            expect.step(`open ${cards} at ${busId}`),
    };
    return new CallSync({server, calls});
}

test("messages that the answer knows of are dropped, later ones win", async () => {
    const answer = new Deferred();
    const sync = makeSync(answer);
    const asked = sync.ask();
    sync.receive("old ring", 19);
    sync.receive("the last one known", 20);
    sync.receive("new ring", 21);
    answer.resolve({bus_id: 20, calls: ["call"]});
    await asked;
    expect.verifySteps(["ask", "open call at 20", "apply new ring at 21"]);
    sync.receive("late old ring", 18);
    sync.receive("end", 22);
    expect.verifySteps(["apply end at 22"]);
});

test("the first message asks where nobody has asked before", async () => {
    const sync = makeSync({bus_id: 20, calls: ["call"]});
    sync.receive("ring of this morning", 5);
    await advanceTime(0);
    expect.verifySteps(["ask", "open call at 20"]);
});

test("one question at a time", async () => {
    const sync = makeSync({bus_id: 20, calls: []});
    await Promise.all([sync.ask(), sync.ask()]);
    expect.verifySteps(["ask", "open  at 20"]);
});

test("without an answer messages are shown, and the question comes again", async () => {
    const lost = new ConnectionLostError("/web");
    const sync = makeSync(lost, {bus_id: 20, calls: ["call"]});
    const asked = sync.ask();
    sync.receive("ring", 19);
    await asked;
    expect.verifySteps(["ask", "apply ring at 19"]);
    await advanceTime(5000);
    expect.verifySteps(["ask", "open call at 20"]);
});

test("a server that refuses is not asked again", async () => {
    patchWithCleanup(console, {warn: () => expect.step("warning")});
    const sync = makeSync(new Error("no such method"));
    await sync.ask();
    await advanceTime(60000);
    expect.verifySteps(["ask", "warning"]);
    sync.receive("ring", 1);
    expect.verifySteps(["apply ring at 1"]);
});
