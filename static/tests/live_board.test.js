import {LiveBoard} from "@callcenter/board/live_board";

import {describe, expect, test} from "@odoo/hoot";
import {queryRect} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

import {mockClock} from "./callcenter_test_helpers";
import {makeBoard} from "./figures_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const count = (code) => `.o_callcenter_total_${code} .o_callcenter_count`;

/** Show the board of what `answer` returns; the clock can be advanced. */
async function showBoard(answer) {
    mockClock();
    onRpc("callcenter.board", "get_board", answer);
    onRpc("callcenter.board", "get_today", () => [
        {code: "sla", label: "SLA", unit: "rate", value: 0.755, definition: "In time."},
        {code: "missed", label: "Missed", unit: "count", value: 3, definition: ""},
    ]);
    await mountWithCleanup(LiveBoard, {
        props: {action: {}, actionId: 1, className: ""},
    });
}

test("what goes on, for how long", async () => {
    await showBoard(() => makeBoard());
    expect(count("waiting")).toHaveText("2");
    expect(".o_callcenter_total_waiting .o_callcenter_longest").toHaveText("1:05");
    expect(count("talking")).toHaveText("0");
    expect("[data-agent=Lan]").toHaveText(/Ringing\s*0:05/);
    expect("[data-agent=Minh] .o_callcenter_agent_state").toHaveText("No call");
    expect(".o_callcenter_queue_row").toHaveText(/800/);
    await advanceTime(2500);
    await animationFrame();
    expect("[data-agent=Lan]").toHaveText(/0:0[67]/);
});

test("it asks again by itself", async () => {
    let board = makeBoard();
    await showBoard(() => board);
    board = makeBoard({waiting: {count: 0, longest: null}});
    await advanceTime(3500);
    await animationFrame();
    expect(count("waiting")).toHaveText("0");
});

test("a silent exchange turns it grey, with the time of the last news", async () => {
    // 21:30 on the wall
    mockDate("2026-03-02 14:30:00", +7);
    const silent = [{name: "Huế", last_news: 5 * 3600}];
    const nothing = {count: 0, longest: null};
    await showBoard(() => makeBoard({silent, is_silent: true, waiting: nothing}));
    expect(".o_callcenter_board").toHaveClass("o_callcenter_grey");
    expect(".o_callcenter_board_warnings").toHaveText(
        /Huế is silent\. Last news at 4:30 PM/
    );
    expect(count("waiting")).toHaveText("—", {message: "never a false zero"});
    expect("[data-agent=Minh] .o_callcenter_agent_state").toHaveText("—");
});

test("one silent exchange of several is named, and missing in what is counted", async () => {
    const board = makeBoard({silent: [{name: "Huế", last_news: null}]});
    board.agents[1].is_silent = true;
    await showBoard(() => board);
    expect(".o_callcenter_board").not.toHaveClass("o_callcenter_grey");
    expect(".o_callcenter_board_warnings").toHaveText("Huế has sent nothing yet.");
    expect(count("waiting")).toHaveText("2+");
    expect(count("talking")).toHaveText("0+", {message: "never a false zero"});
    expect(".o_callcenter_queue_row b:first").toHaveText("2+");
    expect("[data-agent=Lan]").toHaveText(/Ringing/);
    expect("[data-agent=Minh] .o_callcenter_agent_state").toHaveText("—");
    expect("[data-agent=Minh]").toHaveClass("o_callcenter_unknown");
});

test("a server that does not answer turns it grey, until it does", async () => {
    // 21:30 on the wall
    mockDate("2026-03-02 14:30:00", +7);
    let isAway = false;
    await showBoard(() => {
        if (isAway) {
            throw new Error("away");
        }
        return makeBoard();
    });
    isAway = true;
    await advanceTime(20_000);
    await animationFrame();
    expect(".o_callcenter_board").toHaveClass("o_callcenter_grey");
    expect(".o_callcenter_board_warnings").toHaveText(
        /Odoo does not answer\. Last news at 9:30 PM/
    );
    expect(count("waiting")).toHaveText("—");
    isAway = false;
    await advanceTime(4000);
    await animationFrame();
    expect(count("waiting")).toHaveText("2");
});

test("a board that never had an answer shows no zero", async () => {
    await showBoard(() => {
        throw new Error("away");
    });
    expect(".o_callcenter_total").toHaveCount(0);
    expect(".o_callcenter_board_warnings").toHaveText(/No news yet/);
});

test("the board is closed from anywhere on it", async () => {
    await showBoard(() => makeBoard());
    expect(".o_callcenter_board_header").toHaveStyle({position: "sticky", top: "0px"});
    expect(".o_callcenter_board_header .o_callcenter_board_close").toHaveCount(1);
    const {width, height} = queryRect(".o_callcenter_board_close");
    expect(Math.min(width, height)).toBeGreaterThan(43, {message: "for a thumb"});
});

test("the day so far, a clock and a title", async () => {
    mockDate("2026-03-02 14:30:00", +7);
    await showBoard(() => makeBoard());
    expect("h1").toHaveText("Live Board");
    expect(".o_callcenter_board_clock").toHaveText("9:30 PM");
    expect(".o_callcenter_board_today [data-figure=sla] dd").toHaveText("75.5%");
    expect(".o_callcenter_board_today [data-figure=missed]").toHaveText(/Missed\s*3/);
    await advanceTime(60_000);
    await animationFrame();
    expect(".o_callcenter_board_clock").toHaveText("9:31 PM");
});

test("calls that are not counted stand aside, with the reason", async () => {
    const call = {phone: "0989 464 999", agent: "Lan", state: "talking"};
    const aside = [
        {...call, seconds: 4000, reason: "long", pbx: "Hà Nội"},
        {...call, seconds: 9, reason: "silent", pbx: "Huế"},
    ];
    await showBoard(() => makeBoard({aside}));
    expect(".o_callcenter_board_aside div:eq(0)").toHaveText(
        /0989 464 999 · Lan · On call\s*1:06:40\s*nothing heard for long/
    );
    expect(".o_callcenter_board_aside div:eq(1)").toHaveText(
        /Huế: the exchange is silent/
    );
    expect(count("talking")).toHaveText("0");
});
