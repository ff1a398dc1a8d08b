import {formatFigure} from "@callcenter/dashboard/format_figure";
import {reportAsTable, reportAsText} from "@callcenter/report/report_text";

import {expect, test} from "@odoo/hoot";
import {makeMockEnv} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

import {makeFigures} from "./figures_test_helpers";

defineMailModels();

test("figures as people read them, a dash where unknown", async () => {
    await makeMockEnv();
    expect(formatFigure("count", 1200)).toBe("1,200");
    expect(formatFigure("count", 0)).toBe("0");
    expect(formatFigure("rate", 0.755)).toBe("75.5%");
    expect(formatFigure("rate", 1)).toBe("100%");
    expect(formatFigure("seconds", 192.4)).toBe("3:12");
    for (const unit of ["count", "rate", "seconds"]) {
        expect(formatFigure(unit, null)).toBe("—");
    }
});

test("a report for a chat", async () => {
    await makeMockEnv();
    expect(reportAsText(makeFigures(), {})).toBe(
        [
            "Calls of 03/02/2026",
            "",
            "Incoming calls",
            "Offered: 1,200 (the day before 8, a week before 0)",
            "SLA: 75.5% (the day before 80%, a week before —)",
            "Wait: 3:12 (the day before —, a week before 0:09)",
            "",
            "Offered calls by half hour",
            "9:00: 2 (the day before 4, a week before 0)",
            "9:30: 0 (the day before 0, a week before 3)",
            "",
            "Agents",
            "Lan: Rings 3, Talk —",
        ].join("\n")
    );
});

test("a report for a spreadsheet", async () => {
    await makeMockEnv();
    expect(reportAsTable(makeFigures(), {})).toBe(
        [
            "Figure\t03/02/2026\tthe day before\ta week before",
            "Offered\t1200\t8\t0",
            "SLA\t75.5%\t80%\t—",
            "Wait\t0:03:12\t—\t0:00:09",
            "",
            "Half hour\tOffered\tAnswered\tMissed\tOffered, the day before\tOffered, a week before",
            "9:00\t2\t1\t1\t4\t0",
            "9:30\t0\t0\t0\t0\t3",
            "",
            "Agent\tRings\tTalk",
            "Lan\t3\t—",
        ].join("\n")
    );
});

test("a report of one queue says so", async () => {
    await makeMockEnv();
    const figures = makeFigures();
    const options = {pbx_id: figures.pbxs[1].id, queue: "Sales"};
    const scope = `03/02/2026, ${figures.pbxs[1].name}, Sales`;
    const [title] = reportAsText(figures, options).split("\n");
    expect(title).toBe(`Calls of ${scope}`);
    const [heading] = reportAsTable(figures, options).split("\n");
    expect(heading).toBe(`Figure\t${scope}\tthe day before\ta week before`);
});

test("a name is neither a formula nor further cells", async () => {
    await makeMockEnv();
    const figures = makeFigures();
    figures.agents.rows[0].name = "=HYPERLINK(1)\tx\ny";
    const last = reportAsTable(figures, {}).split("\n").at(-1);
    expect(last).toBe("'=HYPERLINK(1) x y\t3\t—");
});
