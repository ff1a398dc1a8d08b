import {registry} from "@web/core/registry";

const row = (text) => `.o_field_widget[name=line_ids] .o_data_row:contains('${text}')`;
const inRow = (text, state, button) =>
    `${row(text)}:has(.badge:contains('${state}')) button[name=${button}]`;

registry.category("web_tour.tours").add("callcenter_check_up_mend", {
    steps: () => [
        {
            content: "The check-up counts, and offers the mend",
            trigger: "p:contains('Several in one field') button[name=action_mend]",
            run: "click",
        },
        {
            content: "A preview: the field as it is, and as it would be",
            trigger: `${row("0912000777 / 0987000666")}:contains('0987000666 (wife)')`,
        },
        {
            trigger: inRow("0912000777 / 0987000666", "To do", "action_mend"),
            run: "click",
        },
        {
            trigger: inRow("0912000777 / 0987000666", "Done", "action_undo"),
            run: "click",
        },
        {
            content: "Undone, it can be mended again: with all others",
            trigger: inRow("0912000777 / 0987000666", "To do", "action_mend"),
        },
        {trigger: ".o_callcenter_mend_all .btn-primary", run: "click"},
        {
            content: "How far it is, and what came of it",
            trigger: ".o_callcenter_mend_progress:contains('2 mended')",
        },
        {trigger: inRow("0912000777 / 0987000666", "Done", "action_undo")},
        {trigger: inRow("0912000778 / 0987000667", "Done", "action_undo")},
        {trigger: ".o_breadcrumb .o_back_button", run: "click"},
        {
            content: "There is nothing left of it",
            trigger:
                ".o_form_view:has(button[name=action_open_list] [name=several_count]:contains('0'))",
        },
    ],
});
