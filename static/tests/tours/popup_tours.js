import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

import {card, postStep} from "./pbx";

const tours = registry.category("web_tour.tours");
const KNOWN = "0987650001";
const ring = (callid, extension = "101", phone = KNOWN) =>
    postStep("call_in", {phone, extension, callid});
const end = (callid, duration, extension = "101") =>
    postStep("call_end", {
        phone: KNOWN,
        extension,
        callid,
        duration,
        billsec: duration,
        status: "ANSWERED",
    });

tours.add("callcenter_popup", {
    steps: () => [
        ring("tour-1"),
        {
            content: "The card says who is calling",
            trigger: `${card("tour-1")} .o_callcenter_customer:contains('Nguyễn Văn An')`,
        },
        {trigger: `${card("tour-1")} .o_callcenter_phone:contains('0987 650 001')`},
        {trigger: `${card("tour-1")} .o_callcenter_state:contains('Incoming call')`},
        end("tour-1", 192),
        {trigger: `${card("tour-1")} .o_callcenter_state:contains('Ended, 3:12')`},
        stepUtils.showAppsMenuItem(),
        {
            content: "The history is one click away",
            trigger: ".o_app[data-menu-xmlid='callcenter.menu_root']",
            run: "click",
        },
        {
            content: "The history has the call with its customer",
            trigger:
                ".o_list_view .o_data_row:contains('Nguyễn Văn An'):contains('3:12')",
        },
        {
            content: "The card came along and opens the customer",
            trigger: `${card("tour-1")} .o_callcenter_open`,
            run: "click",
        },
        {trigger: ".o_form_view .o_breadcrumb:contains('Nguyễn Văn An')"},
        {trigger: `${card("tour-1")} .o_callcenter_dismiss`, run: "click"},
        {trigger: `body:not(:has(${card("tour-1")}))`},
    ],
});

tours.add("callcenter_popup_of_others", {
    steps: () => [
        ring("tour-2-other", "101"),
        ring("tour-2-mine", "102"),
        {trigger: card("tour-2-mine")},
        {
            content: "A colleague's call does not show here",
            trigger: `body:not(:has(${card("tour-2-other")}))`,
        },
    ],
});

tours.add("callcenter_popup_reload", {
    steps: () => [
        ring("tour-3"),
        {
            trigger: card("tour-3"),
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        {
            content: "It rings on after a reload",
            trigger: `${card("tour-3")}[data-state=ringing] .o_callcenter_customer:contains('Nguyễn Văn An')`,
        },
        end("tour-3", 5),
        {trigger: `${card("tour-3")}[data-state=ended]`},
    ],
});

tours.add("callcenter_popup_note", {
    steps: () => [
        ring("tour-4"),
        {
            trigger: `${card("tour-4")} textarea`,
            run: "edit Wants a quote for ten chairs",
        },
        {trigger: `${card("tour-4")} .o_callcenter_note_status:contains('Saved')`},
        end("tour-4", 30),
        {
            content: "The end of the call leaves the note alone",
            trigger: `${card("tour-4")}[data-state=ended] textarea:value('Wants a quote for ten chairs')`,
        },
    ],
});

tours.add("callcenter_popup_outgoing", {
    steps: () => [
        postStep("init", {phone: KNOWN, extension: "101", callid: "tour-5"}),
        {trigger: `${card("tour-5")} .o_callcenter_state:contains('Outgoing call')`},
        {trigger: `${card("tour-5")} .o_callcenter_customer:contains('Nguyễn Văn An')`},
    ],
});

tours.add("callcenter_popup_new_customer", {
    steps: () => [
        ring("tour-6", "101", "0987650999"),
        {trigger: `${card("tour-6")} .o_callcenter_customer:contains('New customer')`},
        {trigger: `${card("tour-6")} .o_callcenter_create`, run: "click"},
        {
            content: "The number is known already",
            trigger: ".o_callcenter_create_dialog:contains('0987 650 999')",
        },
        {
            trigger: ".o_callcenter_create_dialog input[name=name]",
            run: "edit Trần Thị Bình",
        },
        {trigger: ".o_callcenter_create_dialog .btn-primary", run: "click"},
        {trigger: `${card("tour-6")} .o_callcenter_customer:contains('Trần Thị Bình')`},
        {trigger: "body:not(:has(.o_dialog))"},
    ],
});

tours.add("callcenter_popup_wrap_up", {
    steps: () => [
        ring("tour-7"),
        {trigger: `${card("tour-7")} .o_callcenter_outcome`},
        {
            trigger: `${card("tour-7")} textarea`,
            run: "edit Chair 4 is broken",
        },
        {
            content: "Keys typed into the note are the note's: 4 chose nothing",
            trigger: `${card("tour-7")}:not(:has(.o_callcenter_outcome[aria-pressed=true]))`,
        },
        {
            content: "Elsewhere in the card the key says what came of the call",
            trigger: `${card("tour-7")} .o_callcenter_copy`,
            run: ({anchor}) => {
                anchor.focus();
                const press = {key: "4", bubbles: true};
                anchor.dispatchEvent(new KeyboardEvent("keydown", press));
            },
        },
        {
            trigger: `${card("tour-7")} .o_callcenter_outcome[aria-pressed=true]:contains('Complaint')`,
        },
        {trigger: `${card("tour-7")} .o_callcenter_note_status:contains('Saved')`},
        {
            trigger: card("tour-7"),
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        {
            content: "Both are there after a reload",
            trigger: `${card("tour-7")} .o_callcenter_outcome[aria-pressed=true]:contains('Complaint')`,
        },
        {trigger: `${card("tour-7")} textarea:value('Chair 4 is broken')`},
        end("tour-7", 30),
        {
            content: "The end of the call leaves both alone",
            trigger: `${card("tour-7")}[data-state=ended] .o_callcenter_outcome[aria-pressed=true]:contains('Complaint')`,
        },
        {trigger: `${card("tour-7")} textarea:value('Chair 4 is broken')`},
    ],
});

tours.add("callcenter_popup_callback", {
    steps: () => [
        ring("tour-8"),
        {
            trigger: `${card("tour-8")} textarea`,
            run: "edit Price of ten chairs",
        },
        {
            trigger: `${card("tour-8")} .o_callcenter_outcome:contains('Call back arranged')`,
            run: "click",
        },
        {
            trigger: `${card("tour-8")} .o_callcenter_callback_picker [data-choice=tomorrow]`,
            run: "click",
        },
        {
            content: "The card shows what is open with the customer now",
            trigger: `${card("tour-8")} .o_callcenter_records:contains('Call back 0987 650 001')`,
        },
        {trigger: `${card("tour-8")} .o_callcenter_note_status:contains('Saved')`},
        {trigger: `${card("tour-8")}:not(:has(.o_callcenter_callback_picker))`},
    ],
});

tours.add("callcenter_popup_last_calls", {
    steps: () => [
        ring("tour-9-first", "102"),
        postStep("call_end", {
            extension: "102",
            callid: "tour-9-first",
            status: "NO ANSWER",
        }),
        ring("tour-9"),
        {
            content: "What happened last time, though it rang at a colleague's",
            trigger: `${card("tour-9")} .o_callcenter_last_calls li:contains('Missed')`,
        },
        {
            trigger: `${card("tour-9")} .o_callcenter_warning:contains('Second call today')`,
        },
        {trigger: `${card("tour-9")} .o_callcenter_warning:contains('Called in vain')`},
    ],
});
