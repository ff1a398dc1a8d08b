import {describe, expect, test} from "@odoo/hoot";
import {click, edit, press, waitFor, waitForNone} from "@odoo/hoot-dom";
import {advanceTime} from "@odoo/hoot-mock";
import {
    makeServerError,
    mockService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {session} from "@web/session";

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
const BINH = {id: 12, name: "Trần Thị Bình", company: "Hoa Sen"};
const UNKNOWN = {customer: false};

function stepOpenedRecords() {
    mockService("action", {
        doAction: ({res_model: model, res_id: id}) =>
            expect.step(`open ${model} ${id}`),
    });
}

/** Let the user of the web client have the right to create leads. */
function beSalesman() {
    return startWithCallsAs({can_create_lead: true}, makeCard(UNKNOWN));
}

async function startWithCallsAs(rights, ...cards) {
    const env = startWithCalls(...cards);
    patchWithCleanup(session, {callcenter: {has_extension: true, ...rights}});
    await env;
}

test("the customer opens", async () => {
    stepOpenedRecords();
    await startWithCalls(makeCard());
    expect(`${POPUP} .o_callcenter_create`).toHaveCount(0);
    await click(`${POPUP} .o_callcenter_open`);
    expect.verifySteps(["open res.partner 3"]);
});

test("a call between colleagues has no customer to look for", async () => {
    await startWithCalls(makeCard({...UNKNOWN, direction: "internal"}));
    await waitFor(POPUP);
    expect(
        `${POPUP} :is(.o_callcenter_open, .o_callcenter_create, .o_callcenter_link)`
    ).toHaveCount(0);
});

test("an unknown caller becomes a contact, from the keyboard alone", async () => {
    onRpc("callcenter.call", "create_customer", ({args}) => {
        expect.step(args);
        return BINH;
    });
    await startWithCalls(makeCard(UNKNOWN));
    expect(`${POPUP} .o_callcenter_customer`).toHaveText("New customer");
    expect(`${POPUP} .o_callcenter_open`).toHaveCount(0);
    await click(`${POPUP} .o_callcenter_create`);
    await waitFor(".o_callcenter_create_dialog input[name=name]:focus");
    expect(".o_callcenter_create_dialog").toHaveText(/0989 464 344/);
    await edit("Trần Thị Bình");
    await press("Tab");
    await edit("Hoa Sen");
    await press("Enter");
    await waitForNone(".o_dialog");
    expect.verifySteps([[[7], "Trần Thị Bình", "Hoa Sen"]]);
    expect(`${POPUP} .o_callcenter_customer`).toHaveText("Trần Thị Bình");
    expect(`${POPUP} .o_callcenter_company`).toHaveText("Hoa Sen");
    expect(`${POPUP} .o_callcenter_open`).toHaveCount(1);
});

test("what the server refuses is told, and nothing typed is lost", async () => {
    onRpc("callcenter.call", "create_customer", () => {
        throw makeServerError({message: "That name is taken."});
    });
    await startWithCalls(makeCard(UNKNOWN));
    await click(`${POPUP} .o_callcenter_create`);
    await waitFor(".o_callcenter_create_dialog input[name=name]:focus");
    await edit("Trần Thị Bình");
    await press("Enter");
    await waitFor(".o_notification:contains('That name is taken.')");
    expect(".o_callcenter_create_dialog input[name=name]").toHaveValue("Trần Thị Bình");
    expect(".o_callcenter_create_dialog .btn-primary").toBeEnabled();
    expect(`${POPUP} .o_callcenter_customer`).toHaveText("New customer");
});

test("the card stays while its dialog is open", async () => {
    await startWithCalls(makeCard(UNKNOWN));
    await click(`${POPUP} .o_callcenter_create`);
    await waitFor(".o_dialog");
    sendCall(makeEndedCard(UNKNOWN), 1);
    await waitFor(`${POPUP}[data-state=ended]`);
    await advanceTime(120000);
    expect(POPUP).toHaveCount(1);
    await click(".o_dialog .btn-close");
    await waitForNone(".o_dialog");
    // Odoo gives the focus back to the button; the agent goes on elsewhere.
    document.activeElement.blur();
    await advanceTime(11000);
    expect(POPUP).toHaveCount(0);
});

test("a lead is for who may create one", async () => {
    await startWithCalls(makeCard(UNKNOWN));
    await waitFor(POPUP);
    expect(`${POPUP} .o_callcenter_lead`).toHaveCount(0);
});

test("a lead is created and can be opened", async () => {
    stepOpenedRecords();
    onRpc("callcenter.call", "create_lead", ({args}) => {
        expect.step(args);
        return {id: 5, name: args[1]};
    });
    await beSalesman();
    await click(`${POPUP} .o_callcenter_lead`);
    await waitFor(".o_callcenter_lead_dialog input[name=name]:focus");
    expect(".o_callcenter_lead_dialog input[name=name]").toHaveValue(
        "Call with 0989 464 344"
    );
    await edit("Ten chairs");
    await press("Enter");
    await waitFor(".o_notification:contains('Ten chairs')");
    await waitForNone(".o_dialog");
    await click(".o_notification button:contains('Open')");
    expect.verifySteps([[[7], "Ten chairs"], "open crm.lead 5"]);
});
