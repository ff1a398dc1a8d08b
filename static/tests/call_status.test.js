import {expect, queryAllTexts, test} from "@odoo/hoot";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class StatedCall extends models.Model {
    _name = "stated.call";

    state = fields.Selection({
        selection: [
            ["ringing", "Ringing"],
            ["ongoing", "On call"],
            ["ended", "Ended"],
        ],
    });
    disposition = fields.Selection({
        selection: [
            ["answered", "Answered"],
            ["no_answer", "No answer"],
        ],
    });

    _records = [
        {id: 1, state: "ringing"},
        {id: 2, state: "ongoing", disposition: "answered"},
        {id: 3, state: "ended", disposition: "no_answer"},
        {id: 4, state: "ended"},
    ];
}

defineMailModels();
defineModels([StatedCall]);

test("a call that is not over shows what it is doing where others show their end", async () => {
    await mountView({
        type: "list",
        resModel: "stated.call",
        arch: `
            <list>
                <field name="disposition" widget="callcenter_status"
                    decoration-warning="state == 'ringing'"/>
            </list>`,
    });
    expect(queryAllTexts(".o_data_cell")).toEqual([
        "Ringing",
        "On call",
        "No answer",
        "",
    ]);
    expect(".o_data_row:first .badge").toHaveClass("text-bg-warning");
    expect(".o_data_row:last .badge").toHaveCount(0);
});
