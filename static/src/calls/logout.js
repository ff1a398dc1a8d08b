import {registry} from "@web/core/registry";
// what it adds is replaced below
import "@web/webclient/user_menu/user_menu_items";

const items = registry.category("user_menuitems");
const logOutItem = items.get("log_out");

/** Odoo's own "Log out", once this browser has forgotten the user's calls. */
function logOutAndForget(env) {
    const item = logOutItem(env);
    return {
        ...item,
        callback: async () => {
            await env.services.callcenter?.leave();
            return item.callback();
        },
    };
}

items.add("log_out", logOutAndForget, {force: true, sequence: 70});
