import {registry} from "@web/core/registry";

import {postEvent, postStep} from "./pbx";

const tours = registry.category("web_tour.tours");
const CUSTOMER = "Nguyễn Văn An";
const PHONE = "0987650001";
const row = `.o_data_row:contains('${CUSTOMER}')`;
const openMissed = [
    {
        content: "The customer whose call nobody answered waits for a call back",
        trigger: `${row} .o_callcenter_tel[href='tel:${PHONE}']`,
    },
];

tours.add("callcenter_missed_call_back", {
    steps: () => [
        ...openMissed,
        {trigger: `${row} button[name=action_claim]`, run: "click"},
        {
            content: "It is mine now, and I may give it back",
            trigger: `${row} button[name=action_give_back]`,
        },
        postStep("init", {phone: PHONE, extension: "101", callid: "back-1"}),
        {
            content: "They are reached for half a minute",
            trigger: ".o_main_navbar",
            run: () =>
                postEvent("call_end", {
                    callid: "back-1",
                    extension: "101",
                    status: "ANSWERED",
                    duration: "40",
                    billsec: "30",
                }),
        },
    ],
});

tours.add("callcenter_missed_gone", {
    steps: () => [
        {
            content: "Who was reached waits no longer",
            trigger: ".o_nocontent_help:contains('Nobody waits for a call back')",
        },
        {
            content: "Without the filter they are there, as reached",
            trigger: ".o_searchview .o_facet_remove",
            run: "click",
        },
        {trigger: `${row} .badge:contains('Reached')`},
    ],
});

tours.add("callcenter_missed_close", {
    steps: () => [
        ...openMissed,
        {trigger: `${row} button[name=action_close]`, run: "click"},
        {
            content: "It asks why",
            trigger: ".modal button:contains('Wrong number')",
            run: "click",
        },
        {trigger: "body:not(:has(.modal)) .o_nocontent_help"},
    ],
});
