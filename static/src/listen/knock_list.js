import {onWillUnmount} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {ListController} from "@web/views/list/list_controller";
import {listView} from "@web/views/list/list_view";

const REFRESH_MS = 3000;

/** The list of what knocks, which brings itself up to date while somebody listens. */
export class KnockListController extends ListController {
    setup() {
        super.setup();
        const timer = browser.setInterval(() => this.model.load(), REFRESH_MS);
        onWillUnmount(() => browser.clearInterval(timer));
    }
}

registry.category("views").add("callcenter_knock_list", {
    ...listView,
    Controller: KnockListController,
});
