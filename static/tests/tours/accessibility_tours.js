import {registry} from "@web/core/registry";

import {card, postStep} from "./pbx";

/* global axe -- the tour's driver loads it */

/** A step in which axe-core looks at what `selector` finds, by all but some rules. */
function checkStep(content, selector, rules = {}) {
    return {
        content,
        trigger: selector,
        async run() {
            const {violations} = await axe.run(selector, {
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
                rules,
            });
            if (violations.length) {
                const found = violations.map(({id, help, nodes}) => ({
                    id,
                    help,
                    nodes: nodes.map(({html}) => html),
                }));
                throw new Error(`axe-core: ${JSON.stringify(found, null, 1)}`);
            }
        },
    };
}

const ring = (callid, phone) =>
    postStep("call_in", {phone, extension: "101", callid, queue: "Sales"});

registry.category("web_tour.tours").add("callcenter_accessibility", {
    steps: () => [
        ring("axe-1", "0987650001"),
        {trigger: `${card("axe-1")}[data-state=ringing]`},
        checkStep("A ringing call", card("axe-1")),
        postStep("call_end", {
            phone: "0987650001",
            extension: "101",
            callid: "axe-1",
            status: "NO ANSWER",
        }),
        {trigger: `${card("axe-1")}[data-state=ended]`},
        checkStep("A missed call", card("axe-1")),
        ring("axe-2", "0987650999"),
        {trigger: card("axe-2")},
        checkStep("A new customer", ".o_callcenter_popups"),
        {trigger: ".o_callcenter_menu_button", run: "click"},
        {trigger: ".o_callcenter_menu_live"},
        // Odoo's own dropdowns mark the chosen item by an attribute that menus lack.
        checkStep("The menu", ".o_callcenter_menu", {
            "aria-allowed-attr": {enabled: false},
        }),
        checkStep("Its button", ".o_callcenter_menu_button"),
    ],
});
