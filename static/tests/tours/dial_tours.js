import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const CARD =
    ".o_callcenter_popup .o_callcenter_state:contains('Calling your telephone')";
/** The card of the call that was just placed; it is put away for the next. */
const isCalling = [
    {content: "The call is there at the click", trigger: CARD},
    {trigger: ".o_callcenter_popup .o_callcenter_dismiss", run: "click"},
    {trigger: "body:not(:has(.o_callcenter_popup))"},
];

registry.category("web_tour.tours").add("callcenter_dial", {
    steps: () => [
        {
            content: "The pad finds a name",
            trigger: ".o_callcenter_dial_pad_button",
            run: "click",
        },
        {trigger: ".o_callcenter_dial_input", run: "edit Văn Gọi"},
        {
            trigger:
                ".o_callcenter_found .o_callcenter_dial:contains('Nguyễn Văn Gọi')",
            run: "click",
        },
        ...isCalling,
        stepUtils.showAppsMenuItem(),
        {
            content: "The history has it as a button",
            trigger: ".o_app[data-menu-xmlid='callcenter.menu_root']",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_callcenter_dial:contains('0987 650 001')",
            run: "click",
        },
        ...isCalling,
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='contacts.menu_contacts']",
            run: "click",
        },
        {trigger: ".o_breadcrumb:contains('Contacts')"},
        {trigger: ".o_searchview_input", run: "edit Văn Gọi"},
        {trigger: ".o_searchview_autocomplete .o-dropdown-item:first", run: "click"},
        {
            content: "A contact's list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            trigger:
                ".o_list_view .o_data_row:contains('Văn Gọi'):first-child .o_callcenter_dial",
            run: "click",
        },
        ...isCalling,
        {
            content: "A contact's form",
            trigger:
                ".o_list_view .o_data_row:contains('Văn Gọi') td[name='complete_name']",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_phone input",
            run: "click",
        },
        {trigger: ".o_form_view .o_field_phone .o_callcenter_dial", run: "click"},
        ...isCalling,
        {
            content: "The pad's keys",
            trigger: ".o_callcenter_dial_pad_button",
            run: "click",
        },
        {trigger: ".o_callcenter_dial_input", run: "edit 0987650001"},
        {
            trigger: ".o_callcenter_dial_pad .btn-primary.o_callcenter_dial",
            run: "click",
        },
        ...isCalling,
    ],
});
