const CALL_MODEL = "callcenter.call";

/** @typedef {{id: number, name: string, company: string|false}} Customer */

/**
 * Whose call it is, as the agent decides it. All but `search` and `createLead` show
 * the customer on the card at once; all fail with the server's RPCError.
 */
export class Customers {
    /**
     * @param {object} parts
     * @param {object} parts.orm the service
     * @param {import("@callcenter/calls/call_store").CallStore} parts.store shows them
     */
    constructor({orm, store}) {
        Object.assign(this, {orm, store});
    }

    /**
     * @param {number} callId
     * @param {number} customerId
     * @param {boolean} always whether further calls from the number are theirs too
     */
    choose(callId, customerId, always = false) {
        return this._decide(callId, "choose_customer", [customerId, always]);
    }

    /**
     * Make the number of the call a further one of a contact.
     *
     * @param {number} callId
     * @param {number} customerId
     * @param {string} label what the number is to them, "" for nothing particular
     */
    link(callId, customerId, label) {
        return this._decide(callId, "link_customer", [customerId, label]);
    }

    /**
     * @param {number} callId
     * @param {{name: string, company: string}} values
     */
    create(callId, {name, company}) {
        return this._decide(callId, "create_customer", [name, company]);
    }

    /** @returns {Promise<{id: number, name: string}>} the lead */
    createLead(callId, name) {
        return this.orm.call(CALL_MODEL, "create_lead", [[callId], name]);
    }

    /**
     * @param {number} callId
     * @param {string} text "" for who is known to have the number
     * @returns {Promise<(Customer & {number: string})[]>}
     */
    search(callId, text) {
        return this.orm.silent.call(CALL_MODEL, "search_customers", [[callId], text]);
    }

    async _decide(callId, method, args) {
        const customer = await this.orm.call(CALL_MODEL, method, [[callId], ...args]);
        this.store.setCustomer(callId, customer);
    }
}
