import {expect, test} from "@odoo/hoot";
import {click} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    models,
    mountView,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {browser} from "@web/core/browser/browser";

class Caller extends models.Model {
    _name = "caller";

    number = fields.Char();

    _records = [
        {id: 1, number: "0989 464 999"},
        {id: 2, number: false},
    ];
}

defineMailModels();
defineModels([Caller]);

const mountList = () =>
    mountView({
        type: "list",
        resModel: "caller",
        arch: `<list><field name="number" widget="callcenter_phone"/></list>`,
    });

test("a number is a link that dials it", async () => {
    await mountList();
    expect(".o_callcenter_tel").toHaveCount(1);
    expect(".o_callcenter_tel").toHaveText("0989 464 999");
    expect(".o_callcenter_tel").toHaveAttribute("href", "tel:0989464999");
});

test("the digits are copied, and the button says so", async () => {
    patchWithCleanup(browser.navigator.clipboard, {
        writeText: async (text) => expect.step(text),
    });
    await mountList();
    await click(".o_callcenter_copy");
    await animationFrame();
    expect.verifySteps(["0989464999"]);
    expect(".o_callcenter_copy .fa-check").toHaveCount(1);
});
