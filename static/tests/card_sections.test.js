import {cardSections} from "@callcenter/popup/card_sections";

import {describe, expect, test} from "@odoo/hoot";
import {click, queryAllTexts, waitFor} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {Component, xml} from "@odoo/owl";
import {
    getService,
    mockService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {ConnectionLostError} from "@web/core/network/rpc";

import {
    defineCallcenterModels,
    makeCard,
    makeDetails,
    sendCall,
    startWithCalls,
} from "./callcenter_test_helpers";

describe.current.tags("desktop");
defineCallcenterModels();

const POPUP = ".o_callcenter_popup[data-callid='pbx-7']";
const LAST_CALL = {
    id: 1,
    date: "2026-03-09 03:00:00",
    direction: "incoming",
    is_missed: false,
    agent: "Minh",
    outcome: "Handled",
    note: "Sent the invoice",
};

/** Let the server send `sections` beside the card. */
function answerDetails(sections) {
    onRpc("callcenter.call", "get_card_details", ({args}) => {
        expect.step(`details of ${args[0]}`);
        return makeDetails(sections);
    });
}

test("what happened last time", async () => {
    mockDate("2026-03-11 10:00:00", +7);
    answerDetails({
        warnings: ["Third call today", "Gave up waiting at 09:32"],
        last_calls: [
            {...LAST_CALL, id: 2, date: "2026-03-11 02:32:00", is_missed: true},
            LAST_CALL,
        ],
    });
    await startWithCalls(makeCard());
    await waitFor(`${POPUP} .o_callcenter_last_calls`);
    expect(queryAllTexts(`${POPUP} .o_callcenter_warning`)).toEqual([
        "Third call today",
        "Gave up waiting at 09:32",
    ]);
    const [today, before] = queryAllTexts(`${POPUP} .o_callcenter_last_calls li`);
    expect(today).toMatch(/9:32 AM\s+Missed · Handled\s+Sent the invoice/);
    expect(before).toMatch(/Mar 9, 10:00 AM\s+Minh · Handled\s+Sent the invoice/);
    expect.verifySteps(["details of 7"]);
});

test("who the customer is", async () => {
    answerDetails({
        customer: {
            picture: "/web/static/img/user_menu_avatar.png",
            tags: [{id: 1, name: "Gold", color: 3}],
            language: "Tiếng Việt",
            manager: "Minh",
        },
    });
    await startWithCalls(makeCard());
    await waitFor(`${POPUP} .o_callcenter_picture img`);
    expect(`${POPUP} .o_tag`).toHaveText("Gold");
    expect(`${POPUP} .o_callcenter_profile`).toHaveText(
        "Account manager: Minh · Tiếng Việt"
    );
    expect.verifySteps(["details of 7"]);
});

test("what is open opens", async () => {
    const row = {model: "sale.order", id: 4, name: "S0004", text: "1 €", is_late: true};
    answerDetails({orders: {title: "Orders", rows: [row], has_more: true}});
    mockService("action", {
        doAction: ({res_model: model, res_id: id}) => expect.step(`${model} ${id}`),
    });
    await startWithCalls(makeCard());
    await waitFor(`${POPUP} .o_callcenter_records:contains(Orders)`);
    expect(`${POPUP} .o_callcenter_bad`).toHaveText("1 €");
    await click(`${POPUP} .o_callcenter_record`);
    expect.verifySteps(["details of 7", "sale.order 4"]);
});

test("details are asked once, and again for another customer", async () => {
    answerDetails({});
    await startWithCalls(makeCard());
    sendCall(makeCard({state: "ongoing"}), 1);
    await waitFor(`${POPUP}[data-state=ongoing]`);
    expect.verifySteps(["details of 7"]);
    const customer = {id: 9, name: "Bình", company: false};
    sendCall(makeCard({state: "ongoing", customer}), 2);
    await waitFor(`${POPUP} .o_callcenter_customer:contains(Bình)`);
    await animationFrame();
    expect.verifySteps(["details of 7"]);
});

test("a card without details works, and gets them later", async () => {
    answerDetails({warnings: ["Third call today"]});
    await startWithCalls();
    let isLost = true;
    patchWithCleanup(getService("callcenter"), {
        async fetchDetails(...args) {
            if (isLost) {
                throw new ConnectionLostError("/web");
            }
            return super.fetchDetails(...args);
        },
    });
    sendCall(makeCard(), 1);
    await waitFor(`${POPUP} textarea`);
    expect(`${POPUP} .o_callcenter_warning`).toHaveCount(0);
    isLost = false;
    await advanceTime(5000);
    await waitFor(`${POPUP} .o_callcenter_warning`);
    expect.verifySteps(["details of 7"]);
});

test("details that are refused leave the card as it is", async () => {
    patchWithCleanup(console, {warn: (text) => expect.step(text)});
    onRpc("callcenter.call", "get_card_details", () => {
        throw new Error("refused");
    });
    await startWithCalls(makeCard());
    await waitFor(`${POPUP} textarea`);
    await animationFrame();
    expect(`${POPUP} .o_callcenter_customer`).toHaveText("Nguyễn Văn An");
    expect.verifySteps(["Call Center: the details of a call are missing."]);
});

test("another addon draws a section of its own", async () => {
    class Weather extends Component {
        static template = xml`<p class="weather" t-esc="props.data.text"/>`;
        static props = ["data", "card"];
    }
    cardSections.add("weather", {Component: Weather}, {sequence: 5});
    answerDetails({weather: {text: "Rain"}, unknown: {text: "not drawn"}});
    await startWithCalls(makeCard());
    await waitFor(`${POPUP} .weather:contains(Rain)`);
    expect.verifySteps(["details of 7"]);
});
