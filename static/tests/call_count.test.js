import {expect, queryOne, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class Customer extends models.Model {
    _name = "a.customer";

    name = fields.Char();
    callcenter_call_count = fields.Char();

    _records = [
        {id: 1, name: "Lan", callcenter_call_count: "7"},
        {id: 2, name: "Minh", callcenter_call_count: "100+"},
    ];
}

defineMailModels();
defineModels([Customer]);

const FORM = {
    type: "form",
    resModel: "a.customer",
    resIds: [1, 2],
    arch: `<form><widget name="callcenter_call_count"/><field name="name"/></form>`,
};

function shown() {
    return queryOne(".o_stat_value").textContent;
}

test("the form does not wait for the count", async () => {
    const counted = Promise.withResolvers();
    onRpc("a.customer", "web_read", ({kwargs}) => {
        expect.step(Object.keys(kwargs.specification).sort().join());
    });
    onRpc("a.customer", "read", () => counted.promise);
    await mountView({...FORM, resId: 1});
    expect.verifySteps(["display_name,name"]);
    expect(shown()).toBe("");
    counted.resolve([{id: 1, callcenter_call_count: "7"}]);
    await animationFrame();
    expect(shown()).toBe("7");
});

test("each record has its own count", async () => {
    await mountView({...FORM, resId: 1});
    await animationFrame();
    expect(shown()).toBe("7");
    await contains(".o_pager_next").click();
    await animationFrame();
    expect(shown()).toBe("100+");
});

test("it is counted again after the form was saved, not while it is edited", async () => {
    onRpc("a.customer", "read", () => expect.step("count"));
    await mountView({...FORM, resId: 1});
    await animationFrame();
    expect.verifySteps(["count"]);
    await contains("[name='name'] input").edit("Lan Anh");
    await animationFrame();
    expect.verifySteps([]);
    await contains(".o_form_button_save").click();
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["count"]);
});

test("a new record has none", async () => {
    onRpc("a.customer", "read", () => expect.step("count"));
    await mountView(FORM);
    await animationFrame();
    expect(shown()).toBe("");
    expect.verifySteps([]);
});
