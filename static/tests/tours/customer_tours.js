import {registry} from "@web/core/registry";

import {card, postStep} from "./pbx";

const tours = registry.category("web_tour.tours");
const FAMILY = "0987650100";
const UNKNOWN = "0987650199";
const ring = (callid, phone) =>
    postStep("call_in", {phone, extension: "103", callid, event: "RING"});
const hangUp = (callid) =>
    postStep("call_end", {extension: "103", callid, status: "ANSWERED", duration: 9});
const chooser = (callid) => `${card(callid)} .o_callcenter_chooser`;
const isCustomer = (callid, name) => ({
    content: `The customer of ${callid} is ${name}`,
    trigger: `${card(callid)}:not(:has(.o_callcenter_chooser)) .o_callcenter_customer:contains('${name}')`,
});

tours.add("callcenter_customer_choose", {
    steps: () => [
        ring("choose-1", FAMILY),
        {
            content: "Two have the number; one of them is shown",
            trigger: `${chooser("choose-1")}:contains('Phạm Văn Bố'):contains('Lê Thị Mẹ')`,
        },
        {
            trigger: `${chooser("choose-1")} .o_callcenter_candidate:contains('Lê Thị Mẹ')`,
            run: "click",
        },
        isCustomer("choose-1", "Lê Thị Mẹ"),
        hangUp("choose-1"),
        ring("choose-2", FAMILY),
        {
            content: "That was for one call: there is a choice again",
            trigger: `${chooser("choose-2")} .o_callcenter_always input`,
            run: "click",
        },
        {
            trigger: `${chooser("choose-2")} .o_callcenter_candidate:contains('Phạm Văn Bố')`,
            run: "click",
        },
        isCustomer("choose-2", "Phạm Văn Bố"),
        hangUp("choose-2"),
        ring("choose-3", FAMILY),
        isCustomer("choose-3", "Phạm Văn Bố"),
    ],
});

tours.add("callcenter_customer_someone_else", {
    steps: () => [
        ring("else-1", FAMILY),
        {trigger: `${chooser("else-1")} .o_callcenter_someone_else`, run: "click"},
        {
            trigger: ".o_callcenter_link_dialog .o-autocomplete--input",
            // without accents, in any order, by the beginnings of words
            run: "edit zy do thuy",
        },
        {
            trigger:
                ".o_callcenter_link_dialog .o-autocomplete--dropdown-item:contains('0989 464 999')",
            run: "click",
        },
        isCustomer("else-1", "Đỗ Thuý Zyra"),
        {trigger: "body:not(:has(.o_dialog))"},
    ],
});

tours.add("callcenter_customer_link", {
    steps: () => [
        ring("link-1", UNKNOWN),
        isCustomer("link-1", "New customer"),
        {trigger: `${card("link-1")} .o_callcenter_link`, run: "click"},
        {trigger: ".o_callcenter_label", run: "edit office"},
        {
            trigger: ".o_callcenter_link_dialog .o-autocomplete--input",
            run: "edit Zyra",
        },
        {
            content: "The keyboard is enough",
            trigger:
                ".o_callcenter_link_dialog:has(.o-autocomplete--dropdown-item:contains('Đỗ Thuý Zyra')) .o-autocomplete--input",
            run: "press Enter",
        },
        isCustomer("link-1", "Đỗ Thuý Zyra"),
        {trigger: "body:not(:has(.o_dialog))"},
        hangUp("link-1"),
        ring("link-2", UNKNOWN),
        isCustomer("link-2", "Đỗ Thuý Zyra"),
    ],
});

tours.add("callcenter_customer_create", {
    steps: () => [
        ring("create-1", UNKNOWN),
        {trigger: `${card("create-1")} .o_callcenter_create`, run: "click"},
        {
            trigger: ".o_callcenter_create_dialog input[name=name]",
            run: "edit Trần Thị Bình",
        },
        {
            trigger: ".o_callcenter_create_dialog input[name=company]",
            run: "edit Hoa Sen",
        },
        {trigger: ".o_callcenter_create_dialog .btn-primary", run: "click"},
        isCustomer("create-1", "Trần Thị Bình"),
        {trigger: "body:not(:has(.o_dialog))"},
        hangUp("create-1"),
        ring("create-2", UNKNOWN),
        isCustomer("create-2", "Trần Thị Bình"),
        {trigger: `${card("create-2")} .o_callcenter_company:contains('Hoa Sen')`},
        {trigger: `${card("create-2")} .o_callcenter_open`, run: "click"},
        {trigger: ".o_form_view .o_breadcrumb:contains('Trần Thị Bình')"},
    ],
});

tours.add("callcenter_customer_lead", {
    steps: () => [
        ring("lead-1", UNKNOWN),
        {trigger: `${card("lead-1")} .o_callcenter_lead`, run: "click"},
        {
            trigger: ".o_callcenter_lead_dialog input[name=name]",
            run: "edit Ten chairs",
        },
        {trigger: ".o_callcenter_lead_dialog .btn-primary", run: "click"},
        {
            trigger: ".o_notification:contains('Ten chairs') button:contains('Open')",
            run: "click",
        },
        {trigger: ".o_form_view .o_breadcrumb:contains('Ten chairs')"},
        {trigger: card("lead-1")},
    ],
});
