import {expect, test} from "@odoo/hoot";
import {click} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {getWebSocketWorker} from "@bus/../tests/mock_websocket";
import {start} from "@mail/../tests/mail_test_helpers";
import {onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {session} from "@web/session";

import {STATUS_UPDATE} from "@callcenter/status/desk_service";

import {beAgent, defineCallcenterModels} from "./callcenter_test_helpers";

defineCallcenterModels();

const status = (values) => ({
    status: "available",
    reason_id: false,
    reason: "",
    since: Date.now() / 1000,
    until: false,
    is_absent: false,
    source: "odoo",
    ...values,
});

/** Start the web client of an agent who is as `shown`; what they choose are steps. */
async function startDesk(shown) {
    beAgent();
    const desk = {status: shown, reasons: [{id: 1, name: "Lunch"}]};
    patchWithCleanup(session, {
        callcenter: {has_extension: true, preferences: {}, telephones: [], desk},
    });
    onRpc("callcenter.agent.desk", "set_status", ({args: [code, reason_id]}) => {
        expect.step([code, reason_id]);
        return status({status: code, reason_id, reason: reason_id ? "Lunch" : ""});
    });
    await start();
}

let lastBusId = 0;

async function hear(payload) {
    const message = {type: STATUS_UPDATE, payload};
    getWebSocketWorker().broadcast("BUS:NOTIFICATION", [{id: ++lastBusId, message}]);
    await advanceTime(50);
    await animationFrame();
}

test.tags("desktop");
test("a pause is chosen with its reason, and shown", async () => {
    await startDesk(false);
    expect(".o_callcenter_status").toHaveAttribute("data-status", "unknown");
    await click(".o_callcenter_status");
    await animationFrame();
    await click(".o_callcenter_status_menu [data-status=paused]");
    await animationFrame();
    expect.verifySteps([["paused", 1]]);
    expect(".o_callcenter_status").toHaveAttribute("data-status", "paused");
    expect(".o_callcenter_status").toHaveText(/Lunch/);
});

test.tags("desktop");
test("what the telephone or another tab tells is shown", async () => {
    await startDesk(status());
    await hear(status({status: "paused", reason_id: 1, reason: "Lunch"}));
    expect(".o_callcenter_status").toHaveAttribute("data-status", "paused");
});

test.tags("desktop");
test("a wrap-up is ended by hand, or by itself", async () => {
    await startDesk(status());
    await hear(status({status: "wrap_up", until: Date.now() / 1000 + 20}));
    await click(".o_callcenter_status");
    await animationFrame();
    await click(".o_callcenter_end_wrap_up");
    await expect.waitForSteps([["available", false]]);
    await hear(status({status: "wrap_up", until: Date.now() / 1000 + 20}));
    await advanceTime(21000);
    await expect.waitForSteps([["available", false]]);
});

test.tags("desktop");
test("who comes back to Odoo takes calls again", async () => {
    await startDesk(status({status: "offline", is_absent: true}));
    expect.verifySteps([["available", false]]);
});

test.tags("desktop");
test("who said that they are offline stays so", async () => {
    await startDesk(status({status: "offline"}));
    expect.verifySteps([]);
    expect(".o_callcenter_status").toHaveAttribute("data-status", "offline");
});

test.tags("desktop");
test("who has no extension has no state", async () => {
    beAgent();
    await start();
    expect(".o_callcenter_status").toHaveCount(0);
});
