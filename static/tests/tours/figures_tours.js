import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

import {postEvent} from "./pbx";

const tours = registry.category("web_tour.tours");
const value = (code) => `[data-figure=${code}] .o_callcenter_value`;

tours.add("callcenter_dashboard", {
    steps: () => [
        {
            content: "Nothing today: it says why and what to do",
            trigger: ".o_callcenter_empty button",
            run: "click",
        },
        {
            content: "The day of the latest call has one answered of two",
            trigger: `${value("answer_rate")}:contains('50%')`,
        },
        {
            content: "The definition is behind a click",
            trigger: "[data-figure=answer_rate] .o_callcenter_define",
            run: "click",
        },
        {
            trigger: "[data-figure=answer_rate]:contains('Answered ÷ offered')",
        },
        {trigger: ".o_callcenter_chart canvas"},
        {trigger: `${value("missed")}:contains('1')`, run: "click"},
        {
            content: "The calls behind the number, and no other",
            trigger: ".o_list_view .o_data_row:contains('0987 650 777')",
        },
        {trigger: ".o_list_view:not(:has(.o_data_row + .o_data_row))"},
        {trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click"},
        {
            content: "The same day is still chosen",
            trigger: `${value("answer_rate")}:contains('50%')`,
        },
        {
            content: "An agent's number opens their calls",
            trigger: "[data-row=Lan] [data-figure=agent_answered] button",
            run: "click",
        },
        {trigger: ".o_list_view .o_data_row:contains('Đỗ Thuý An')"},
        {trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click"},
        ...[
            ["queues", "[data-table=queue]"],
            ["agent_days", "[data-table=agent_days]"],
            ["callers", "[data-figure=first_call_resolution]"],
            ["outcomes", "[data-table=outcome_days]"],
            ["trend", "[data-table=trend] canvas"],
        ].flatMap(([tab, shown]) => [
            {trigger: `[data-tab=${tab}]`, run: "click"},
            {trigger: shown},
        ]),
        {trigger: "[data-tab=hours]", run: "click"},
        {
            content: "An hour of the week opens its calls, too",
            trigger: ".o_callcenter_heat td button",
            run: "click",
        },
        {trigger: ".o_list_view .o_data_row"},
        {trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click"},
        {content: "The same tab is still open", trigger: ".o_callcenter_heat"},
    ],
});

tours.add("callcenter_report", {
    steps: () => [
        {trigger: ".o_callcenter_period", run: "select yesterday"},
        {trigger: "[data-figure=answer_rate]:contains('50%')"},
        {
            content: "No synthetic click may use the clipboard: take what is written",
            trigger: ".o_callcenter_copy_text",
            run: ({anchor}) => {
                browser.navigator.clipboard.writeText = async (text) => {
                    document.body.dataset.copied = text;
                };
                anchor.click();
            },
        },
        {trigger: ".o_notification:contains('Copied')"},
        {trigger: "body[data-copied*='Answer rate: 50%']"},
        {trigger: "body[data-copied*='Lan: Ring attempts 2, Answered 1']"},
        {trigger: ".o_callcenter_copy_table", run: "click"},
        {trigger: "body[data-copied*='Lan\t2\t1']"},
    ],
});

const BOARD = ".o_callcenter_board";
const count = (code, number) => `.o_callcenter_total_${code}[data-count='${number}']`;
const event = (endpoint, values) => ({
    content: `The exchange posts ${endpoint}`,
    trigger: BOARD,
    run: () => postEvent(endpoint, {callid: "board-1", phone: "0987650777", ...values}),
});

tours.add("callcenter_board", {
    steps: () => [
        {
            content: "An exchange that sent nothing is no exchange without calls",
            trigger: `${BOARD}.o_callcenter_grey ${count("waiting", "—")}`,
        },
        event("call_in", {extension: "101", queue: "800"}),
        {
            content: "It comes to life by itself",
            trigger: `${BOARD}:not(.o_callcenter_grey) ${count("ringing", 1)}`,
        },
        {
            content: "A call that rings is not counted as one that waits, too",
            trigger: `${BOARD} ${count("waiting", 0)}`,
        },
        {trigger: ".o_callcenter_board_today [data-figure=waiting_customers]"},
        {trigger: "[data-agent=Lan].o_callcenter_ringing:contains('Ringing')"},
        {trigger: "[data-agent=Minh]:contains('No call')"},
        {trigger: ".o_callcenter_queue_row:contains('800')"},
        event("call_in", {extension: "101", event: "ANSWER"}),
        {trigger: `${BOARD} ${count("talking", 1)}`},
        {trigger: "[data-agent=Lan].o_callcenter_talking:contains('On call')"},
        event("call_end", {extension: "101", status: "ANSWERED"}),
        {trigger: `${BOARD} ${count("talking", 0)}`},
        {trigger: "[data-agent=Lan]:contains('No call')"},
    ],
});
