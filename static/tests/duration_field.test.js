import {expect, test} from "@odoo/hoot";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class TimedCall extends models.Model {
    _name = "timed.call";

    duration = fields.Integer();
    is_known = fields.Boolean();

    _records = [
        {id: 1, duration: 192, is_known: true},
        {id: 2, duration: 0, is_known: false},
        {id: 3, duration: 0, is_known: true},
    ];
}

defineMailModels();
defineModels([TimedCall]);

test("a list shows durations, and a dash where they are unknown", async () => {
    await mountView({
        type: "list",
        resModel: "timed.call",
        arch: `
            <list>
                <field name="is_known" column_invisible="1"/>
                <field
                    name="duration"
                    widget="callcenter_duration"
                    options="{'known_field': 'is_known'}"
                />
            </list>`,
    });
    expect(".o_data_cell").toHaveCount(3);
    expect(".o_data_cell:eq(0)").toHaveText("3:12");
    expect(".o_data_cell:eq(1)").toHaveText("—");
    expect(".o_data_cell:eq(2)").toHaveText("0:00");
});
