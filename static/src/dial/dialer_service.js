import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {RPCError} from "@web/core/network/rpc";
import {session} from "@web/session";

const MODEL = "callcenter.dialer";
/** Milliseconds after which an exchange that took no order is said to be silent. */
export const PATIENCE = 12000;
/** Which telephone was used last, in this browser. */
const LAST_KEY = "callcenter.telephone";

/**
 * A telephone of the user from which Odoo can dial.
 *
 * @typedef {object} Telephone
 * @property {number} id
 * @property {string} number
 * @property {string} pbx the connection's name
 * @property {"gateway"|"http"|"uri"} way
 * @property {boolean} is_advertising_limited
 */

/** Calls out for whoever has a telephone; of others it only says that they have none. */
export class Dialer {
    constructor({orm, notification}) {
        this.orm = orm;
        this.notification = notification;
        this.isDialling = false;
    }

    /** @returns {Telephone[]} */
    get telephones() {
        return session.callcenter?.telephones ?? [];
    }

    get canDial() {
        return this.telephones.length > 0;
    }

    /** @returns {Telephone} the one used last, else the first */
    get telephone() {
        const last = Number(browser.localStorage.getItem(LAST_KEY));
        return this.telephones.find(({id}) => id === last) ?? this.telephones[0];
    }

    chooseTelephone(id) {
        browser.localStorage.setItem(LAST_KEY, String(id));
    }

    /**
     * Call a number; a second click while the first is on its way does nothing.
     *
     * @param {string} phone in any spelling
     * @param {object} [options]
     * @param {"service"|"advertising"} [options.purpose]
     * @returns {Promise<boolean>} whether the exchange was asked
     */
    async dial(phone, {purpose = "service"} = {}) {
        if (this.isDialling) {
            return false;
        }
        this.isDialling = true;
        try {
            const order = await this.ask("dial", [phone, this.telephone.id, purpose]);
            return Boolean(order) && this.follow(order);
        } finally {
            this.isDialling = false;
        }
    }

    follow(order) {
        if (order.state === "refused") {
            this.warn(order.reason);
            return false;
        }
        if (order.link) {
            // A link of another application leaves this page as it is.
            browser.open(
                order.link,
                order.link.startsWith("https:") ? "_blank" : "_self"
            );
        } else {
            browser.setTimeout(() => this.ask("look", [order.id]), PATIENCE);
        }
        return true;
    }

    hangUp(callId) {
        return this.ask("hang_up", [callId]);
    }

    /** @returns {Promise<{name: string, number: string, status: string}[]>} */
    async getColleagues(callId) {
        return (await this.ask("get_colleagues", [callId])) ?? [];
    }

    transfer(callId, phone, isAttended) {
        return this.ask("transfer", [callId, phone, isAttended]);
    }

    /** @returns {Promise<{name: string, number: string, detail: string}[]>} */
    async findNames(text) {
        return (await this.ask("find_names", [text])) ?? [];
    }

    /** Ask the server; what it refuses is said where the user is. */
    async ask(method, args) {
        try {
            return await this.orm.silent.call(MODEL, method, args);
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.warn(error.data?.message || error.message);
            return undefined;
        }
    }

    warn(text) {
        this.notification.add(text || _t("The call was not placed."), {type: "danger"});
    }
}

export const dialerService = {
    dependencies: ["orm", "notification"],

    start(env, services) {
        return new Dialer(services);
    },
};

registry.category("services").add("callcenter_dialer", dialerService);
