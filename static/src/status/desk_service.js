import {reactive} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {session} from "@web/session";

/** Bus notification type; its payload is a `Status`. */
export const STATUS_UPDATE = "callcenter.agent.status/update";

/**
 * How the user is, as the server told it last.
 *
 * @typedef {object} Status
 * @property {"available"|"paused"|"wrap_up"|"offline"} status
 * @property {number|false} reason_id
 * @property {string} reason of a pause
 * @property {number} since seconds since 1970
 * @property {number|false} until when a wrap-up ends at the latest
 * @property {boolean} is_absent whether it is so since no tab was open
 */

/** The user's own state; whatever tells it last, all tabs show it. */
export class Desk {
    constructor(orm) {
        this.orm = orm;
        const {status = false, reasons = []} = session.callcenter?.desk ?? {};
        /** @type {{status: Status|false, reasons: {id: number, name: string}[]}} */
        this.shown = reactive({status, reasons});
    }

    get isShown() {
        return Boolean(session.callcenter?.desk);
    }

    /** Whoever comes back to Odoo takes calls again, unless they said otherwise. */
    comeBack() {
        const {status} = this.shown;
        if (status && status.status === "offline" && status.is_absent) {
            this.choose("available");
        }
        this._awaitEnd();
    }

    /**
     * @param {"available"|"paused"|"offline"} status
     * @param {number|false} [reasonId] of a pause
     */
    async choose(status, reasonId = false) {
        const args = [status, reasonId];
        this.take(await this.orm.call("callcenter.agent.desk", "set_status", args));
    }

    /** @param {Status} status */
    take(status) {
        this.shown.status = status;
        this._awaitEnd();
    }

    /** A wrap-up ends by itself; the server sees to it within a minute, this at once. */
    _awaitEnd() {
        browser.clearTimeout(this.timer);
        const {status} = this.shown;
        if (status && status.status === "wrap_up" && status.until) {
            const left = Math.max(status.until * 1000 - Date.now(), 0);
            this.timer = browser.setTimeout(() => this.choose("available"), left);
        }
    }
}

export const deskService = {
    dependencies: ["bus_service", "orm"],

    start(env, {bus_service: bus, orm}) {
        const desk = new Desk(orm);
        if (desk.isShown) {
            bus.subscribe(STATUS_UPDATE, (status) => desk.take(status));
            desk.comeBack();
        }
        return desk;
    },
};

registry.category("services").add("callcenter_desk", deskService);
