import {registry} from "@web/core/registry";

import {delay} from "@web/core/utils/concurrency";

import {card, postStep} from "./pbx";

const tours = registry.category("web_tour.tours");
const KNOWN = "0987650001";
const ring = (callid, extension = "101") =>
    postStep("call_in", {phone: KNOWN, extension, callid});
const answer = (callid, extension = "101") =>
    postStep("call_in", {event: "ANSWER", extension, callid});
const end = (callid, status = "ANSWERED", extension = "101") =>
    postStep("call_end", {phone: KNOWN, extension, callid, duration: 9, status});

tours.add("callcenter_draft", {
    steps: () => [
        ring("life-2"),
        {
            trigger: `${card("life-2")} textarea`,
            async run({edit}) {
                await edit("Half a sent");
                window.location.reload();
            },
            expectUnloadPage: true,
        },
        {trigger: `${card("life-2")} textarea:value('Half a sent')`},
        {
            content: "It is on the server, or goes there now",
            trigger: card("life-2"),
            async run() {
                const isUnsaved = (memory) => memory.includes('"draft":{');
                while (Object.values(localStorage).some(isUnsaved)) {
                    await delay(100);
                }
            },
        },
    ],
});

tours.add("callcenter_menu", {
    steps: () => [
        ring("life-3"),
        end("life-3", "NO ANSWER"),
        {
            content: "The missed call is counted",
            trigger: ".o_callcenter_missed_count:contains('1')",
        },
        {trigger: `${card("life-3")} .o_callcenter_dismiss`, run: "click"},
        {trigger: ".o_callcenter_menu_button", run: "click"},
        {
            content: "It is one click away",
            trigger: ".o_callcenter_menu_past:contains('Nguyễn Văn An')",
            run: "click",
        },
        {trigger: ".o_form_view .o_breadcrumb:contains('Nguyễn Văn An')"},
    ],
});

tours.add("callcenter_ring_group", {
    steps: () => [
        ring("life-4", "101"),
        ring("life-4", "102"),
        {trigger: `${card("life-4")}[data-state=ringing]`},
        answer("life-4", "102"),
        {
            content: "Who did not answer sees who did",
            trigger: `${card("life-4")} .o_callcenter_state:contains('Answered by tour_agent_102')`,
        },
        {
            content: "And the card goes by itself",
            trigger: `body:not(:has(${card("life-4")}))`,
            timeout: 20000,
        },
    ],
});

tours.add("callcenter_two_phones", {
    steps: () => [
        ring("life-5", "101"),
        {trigger: card("life-5")},
        ring("life-5", "151"),
        answer("life-5", "151"),
        {trigger: `${card("life-5")}[data-state=ongoing]`},
        {trigger: "body:not(:has(.o_callcenter_popup ~ .o_callcenter_popup))"},
    ],
});

tours.add("callcenter_open_at_once", {
    steps: () => [
        ring("life-6"),
        {trigger: card("life-6")},
        answer("life-6"),
        {trigger: ".o_form_view .o_breadcrumb:contains('Nguyễn Văn An')"},
        {trigger: card("life-6")},
    ],
});

tours.add("callcenter_preferences", {
    steps: () => [
        {trigger: ".o_user_menu button", run: "click"},
        {trigger: ".dropdown-item[data-menu=preferences]", run: "click"},
        {trigger: ".nav-link[name=callcenter]", run: "click"},
        {
            trigger: ".o_field_widget[name=callcenter_ringtone] :is(select, input)",
            run: "click",
        },
        {trigger: ".o_select_menu_item:contains('Bell')", run: "click"},
        {
            trigger: "button[name=preference_save], .o_form_button_save",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Odoo has loaded the page anew, and it knows",
            trigger: ".o_callcenter_menu_button",
            run() {
                const {callcenter} = odoo.__WOWL_DEBUG__.root.env.services;
                const {ringtone} = callcenter.preferences;
                if (ringtone !== "bell") {
                    throw new Error(`The ringtone is ${ringtone}.`);
                }
            },
        },
    ],
});

tours.add("callcenter_no_extension", {
    steps: () => [
        {trigger: ".o_user_menu"},
        {trigger: ".o_menu_systray:not(:has(.o_callcenter_menu_button))"},
    ],
});
