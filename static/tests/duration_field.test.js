import {expect, queryAllTexts, test} from "@odoo/hoot";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class TimedCall extends models.Model {
    _name = "timed.call";

    duration = fields.Integer({aggregator: "sum"});
    agent = fields.Char();

    _records = [
        {id: 1, duration: 192, agent: "Lan"},
        {id: 2, duration: false, agent: "Minh"},
        {id: 3, duration: 0, agent: "Hoa"},
        {id: 4, duration: 3600, agent: "Lan"},
    ];
}

defineMailModels();
defineModels([TimedCall]);

const DURATION = `<field name="duration" widget="callcenter_duration" sum="All"/>`;

test("a list shows durations, and a dash where they are unknown", async () => {
    // the mock server has no integer that is unknown, the real one has
    onRpc("timed.call", "web_search_read", ({parent}) => {
        const result = parent();
        result.records[1].duration = false;
        return result;
    });
    await mountView({
        type: "list",
        resModel: "timed.call",
        arch: `<list>${DURATION}</list>`,
    });
    expect(queryAllTexts(".o_data_cell")).toEqual(["3:12", "—", "0:00", "1:00:00"]);
});

test("sums are durations too", async () => {
    await mountView({
        type: "list",
        resModel: "timed.call",
        arch: `<list>${DURATION}</list>`,
    });
    expect(".o_list_footer").toHaveText(/1:03:12/);
});

test("a pivot table shows durations", async () => {
    await mountView({
        type: "pivot",
        resModel: "timed.call",
        arch: `
            <pivot>
                <field name="agent" type="row"/>
                <field name="duration" type="measure" widget="callcenter_duration"/>
            </pivot>`,
    });
    expect(".o_pivot_cell_value:first").toHaveText("1:03:12");
});
