import "@callcenter/calls/logout";

import {expect, test} from "@odoo/hoot";
import {patchWithCleanup} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

test("Odoo's own menu item lets the browser forget the calls first", async () => {
    patchWithCleanup(browser, {
        location: {
            origin: "https://odoo.example.com",
            set href(route) {
                expect.step(route);
            },
        },
    });
    const env = {
        services: {
            callcenter: {
                leave: async () => {
                    expect.step("forgotten");
                },
            },
            pwa: {isScopedApp: false},
        },
    };
    const item = registry.category("user_menuitems").get("log_out")(env);
    expect(item.id).toBe("logout");
    await item.callback();
    expect.verifySteps(["forgotten", "/web/session/logout"]);
});
