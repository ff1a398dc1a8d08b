import {HalfHours} from "@callcenter/dashboard/half_hours";
import {sparkline} from "@callcenter/dashboard/sparkline";

import {describe, expect, test} from "@odoo/hoot";
import {click, select, waitFor} from "@odoo/hoot-dom";
import {Deferred, animationFrame} from "@odoo/hoot-mock";
import {
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {WebClient} from "@web/webclient/webclient";

import {makeFigures} from "./figures_test_helpers";

describe.current.tags("desktop");
defineMailModels();

/** Open the dashboard; what it asks for is verified as steps. */
async function openDashboard(answer = makeFigures()) {
    onRpc("callcenter.figures", "get_figures", ({args: [options]}) => {
        expect.step(["figures", options]);
        return answer;
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "callcenter.dashboard",
    });
    await waitFor(".o_callcenter_dashboard");
}

/** @returns {HalfHours[]} the charts that will be drawn */
function catchCharts() {
    const charts = [];
    patchWithCleanup(HalfHours.prototype, {
        setup() {
            super.setup();
            charts.push(this);
        },
    });
    return charts;
}

test("numbers with their definitions and what was before", async () => {
    await openDashboard();
    expect.verifySteps([["figures", {period: "today"}]]);
    expect("[data-figure=offered] .o_callcenter_value").toHaveText("1,200");
    expect("[data-figure=offered]").toHaveText(
        /8\s*the day before\s*0\s*a week before/
    );
    expect(".o_callcenter_definition").toHaveCount(0);
    expect("[data-figure=offered] .o_callcenter_define").toHaveAttribute(
        "title",
        "Incoming."
    );
    await click("[data-figure=offered] .o_callcenter_define");
    await animationFrame();
    expect("[data-figure=offered] .o_callcenter_definition").toHaveText("Incoming.");
    expect("[data-figure=sla] .o_callcenter_value span").toHaveClass("text-danger");
    expect("[data-figure=sla]").toHaveText(/target 80%/);
    expect("[data-row=Lan] [data-figure=agent_talk]").toHaveText("—");
    expect("[data-row=Lan] [data-figure=agent_talk] button").toHaveCount(0);
    expect(".o_callcenter_settings").toHaveCount(0);
    await click("[data-tab=all]");
    await animationFrame();
    expect("[data-figure=wait_avg] .o_callcenter_value").toHaveText("3:12");
    expect(".o_callcenter_unknowable").toHaveText("Occupancy needs more.");
});

test("an SLA that is unknown is neither good nor bad", async () => {
    const answer = makeFigures();
    answer.sections[0].figures[1].value = null;
    await openDashboard(answer);
    expect.verifySteps([["figures", {period: "today"}]]);
    expect("[data-figure=sla] .o_callcenter_value").toHaveText("—");
    expect("[data-figure=sla] .o_callcenter_value span").not.toHaveClass("text-danger");
    expect("[data-figure=sla] .o_callcenter_value span").not.toHaveClass(
        "text-success"
    );
});

test("period, connection and queue are asked for together", async () => {
    await openDashboard();
    await click(".o_callcenter_period");
    await select("last_week");
    await animationFrame();
    await click(".o_callcenter_queue");
    await select("800");
    await animationFrame();
    await click(".o_callcenter_pbx");
    await select("2");
    await animationFrame();
    const days = {first: "2026-03-02", last: "2026-03-02"};
    expect.verifySteps([
        ["figures", {period: "today"}],
        ["figures", {period: "last_week", ...days}],
        ["figures", {period: "last_week", ...days, queue: "800"}],
        ["figures", {period: "last_week", ...days, queue: false, pbx_id: 2}],
    ]);
});

test("a day that goes on is compared so far, or with whole days", async () => {
    await openDashboard(makeFigures({compare: "so_far"}));
    expect(".o_callcenter_compare").toHaveValue("so_far");
    await click(".o_callcenter_compare");
    await select("whole");
    await animationFrame();
    expect.verifySteps([
        ["figures", {period: "today"}],
        ["figures", {period: "today", compare: "whole"}],
    ]);
});

test("days that are over are whole anyway", async () => {
    await openDashboard();
    expect(".o_callcenter_compare").toHaveCount(0);
    expect.verifySteps([["figures", {period: "today"}]]);
});

test("a choice is not lost while the one before it is asked for", async () => {
    await openDashboard();
    const answers = [new Deferred(), new Deferred()];
    onRpc("callcenter.figures", "get_figures", async ({args: [options]}) => {
        expect.step(["asked", options.pbx_id, options.queue]);
        await answers[options.queue ? 1 : 0];
        return makeFigures();
    });
    await click(".o_callcenter_pbx");
    await select("2");
    await click(".o_callcenter_queue");
    await select("800");
    answers[1].resolve();
    await animationFrame();
    answers[0].resolve();
    await animationFrame();
    expect(".o_callcenter_pbx").toHaveValue("2");
    expect(".o_callcenter_queue").toHaveValue("800");
    expect.verifySteps([
        ["figures", {period: "today"}],
        ["asked", 2, false],
        ["asked", 2, "800"],
    ]);
});

test("other days start from those on screen", async () => {
    await openDashboard();
    await click(".o_callcenter_period");
    await select("custom");
    await animationFrame();
    expect(".o_callcenter_period_bar .o_datetime_input").toHaveCount(2);
    expect.verifySteps([
        ["figures", {period: "today"}],
        ["figures", {period: "custom", first: "2026-03-02", last: "2026-03-02"}],
    ]);
});

test("each number opens the calls behind it", async () => {
    onRpc("callcenter.figures", "open_calls", ({args, kwargs}) => {
        const {user_id: userId, slot} = kwargs;
        expect.step(["open", args[1], userId, slot]);
        return {type: "ir.actions.act_window_close"};
    });
    const charts = catchCharts();
    await openDashboard();
    await click("[data-figure=sla] .o_callcenter_value");
    await animationFrame();
    await click("[data-row=Lan] [data-figure=rings] button");
    await animationFrame();
    charts[0].open(1);
    await animationFrame();
    expect.verifySteps([
        ["figures", {period: "today"}],
        ["open", "sla", undefined, undefined],
        ["open", "rings", 5, undefined],
        ["open", "offered", undefined, 19],
    ]);
});

test("half hours stand against those before, in the chart and for screen readers", async () => {
    const charts = catchCharts();
    await openDashboard();
    expect.verifySteps([["figures", {period: "today"}]]);
    const drawn = charts[0].config.data.datasets.map(({type, label, data}) => [
        type,
        `${label}`,
        data,
    ]);
    expect(drawn).toEqual([
        ["line", "Offered, the day before", [4, 0]],
        ["line", "Offered, a week before", [0, 3]],
        [undefined, "Answered", [1, 0]],
        [undefined, "Missed", [1, 0]],
    ]);
    expect(".visually-hidden [data-slot='18']").toHaveText(/9:00\s*2\s*1\s*1\s*4\s*0/);
});

test("several companies are told whose settings apply", async () => {
    await openDashboard(makeFigures({settings: "The SLA is that of Huế."}));
    expect(".o_callcenter_settings").toHaveText("The SLA is that of Huế.");
    expect.verifySteps([["figures", {period: "today"}]]);
});

test("without calls it says why, and leads to the latest", async () => {
    const empty = {text: "No calls in this period.", latest: "2026-02-27"};
    await openDashboard(makeFigures({empty, slots: []}));
    expect(".o_callcenter_chart").toHaveCount(0);
    expect(".o_callcenter_empty").toHaveText(/No calls in this period/);
    await click(".o_callcenter_empty button");
    await animationFrame();
    expect.verifySteps([
        ["figures", {period: "today"}],
        ["figures", {period: "custom", first: "2026-02-27", last: "2026-02-27"}],
    ]);
});

test("the main figures have a line of days", async () => {
    await openDashboard();
    expect.verifySteps([["figures", {period: "today"}]]);
    expect(".o_callcenter_main .o_callcenter_figure").toHaveCount(2);
    expect(".o_callcenter_main [data-figure=offered] polyline").toHaveCount(1);
    expect("[data-figure=sla] .o_callcenter_line").toHaveAttribute(
        "aria-label",
        "02/28: —, 03/01: 50%, 03/02: 75.5%"
    );
});

test("a line is cut where a day is unknown", () => {
    expect(sparkline([0, 10, null, 5])).toEqual([
        "0.0,22.0 33.3,2.0",
        "99,12.0 100,12.0",
    ]);
    expect(sparkline([3, 3])).toEqual(["0.0,22.0 100.0,22.0"]);
    expect(sparkline([])).toEqual([]);
});

/** Open a tab; what its numbers open is verified as steps. */
async function openTab(name, answer) {
    onRpc("callcenter.figures", "get_breakdown", ({args}) => {
        expect.step(["breakdown", ...args]);
        return answer;
    });
    onRpc("callcenter.figures", "open_calls", ({args, kwargs}) => {
        expect.step(["open", args[1], kwargs.where]);
        return {type: "ir.actions.act_window_close"};
    });
    await openDashboard();
    await click(`[data-tab=${name}]`);
    await animationFrame();
    expect.verifySteps([
        ["figures", {period: "today"}],
        ["breakdown", {period: "today"}, name],
    ]);
}

const OFFERED = {code: "offered", label: "Offered", unit: "count", definition: "In."};

test("each row of a table opens its own calls", async () => {
    const row = {label: "Sales", where: {queue: "800"}, values: {offered: 3}};
    const none = {label: "Without", where: {queue: false}, values: {offered: 0}};
    const table = {code: "queue", title: "Queues", head: "Queue"};
    await openTab("queues", {
        tables: [{...table, columns: [OFFERED], rows: [row, none]}],
    });
    expect("[data-table=queue] [data-row=Without] button").toHaveCount(0);
    await click("[data-table=queue] [data-row=Sales] button");
    await animationFrame();
    expect.verifySteps([["open", "offered", {queue: "800"}]]);
});

test("agents are shown one by one, against their team", async () => {
    const columns = [OFFERED, {...OFFERED, code: "team", figure: false}];
    const group = (id, name, offered) => ({
        id,
        name,
        rows: [{label: "03/02", where: {agent: id}, values: {offered, team: 9}}],
    });
    const groups = [group(5, "Lan", 3), group(6, "Minh", 4)];
    const table = {code: "agent_days", title: "Agents", head: "Day", rows: []};
    await openTab("agent_days", {tables: [{...table, columns, groups}]});
    await click(".o_callcenter_group");
    await select("1");
    await animationFrame();
    expect("[data-table=agent_days] button").toHaveCount(1);
    await click("[data-table=agent_days] [data-figure=offered] button");
    await animationFrame();
    expect.verifySteps([["open", "offered", {agent: 6}]]);
});

test("a heat map of offered and missed calls", async () => {
    const cells = [
        {offered: 4, missed: 1},
        {offered: 2, missed: 0},
    ];
    const heat = {
        figures: [OFFERED, {...OFFERED, code: "missed", label: "Missed"}],
        hours: [9, 10],
        rows: [{weekday: 1, label: "Monday", cells}],
    };
    await openTab("hours", {tables: [], heat});
    expect("[data-weekday='1'] td:eq(0)").toHaveStyle({
        backgroundColor: "rgba(26, 153, 136, 0.55)",
    });
    await click("[data-weekday='1'] td:eq(1) button");
    await animationFrame();
    await click("[data-measure=missed]");
    await animationFrame();
    expect("[data-weekday='1'] td button").toHaveCount(1);
    await click("[data-weekday='1'] td button");
    await animationFrame();
    expect.verifySteps([
        ["open", "offered", {weekday: 1, hour: 10}],
        ["open", "missed", {weekday: 1, hour: 9}],
    ]);
});

test("a tab follows the chosen period", async () => {
    await openTab("queues", {tables: []});
    await click(".o_callcenter_period");
    await select("yesterday");
    await animationFrame();
    const asked = {period: "yesterday", first: "2026-03-02", last: "2026-03-02"};
    expect.verifySteps([
        ["figures", asked],
        ["breakdown", asked, "queues"],
    ]);
});
