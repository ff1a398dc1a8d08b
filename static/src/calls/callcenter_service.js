import {reactive} from "@odoo/owl";

import {monotonicClock} from "@callcenter/core/monotonic_clock";

import {browser} from "@web/core/browser/browser";
import {serializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {session} from "@web/session";

import {CallDrafts} from "./call_drafts";
import {CallStore} from "./call_store";
import {CallSync} from "./call_sync";

/** Bus notification type; its payload is a `Card` (see call_store.js). */
export const CALL_UPDATE = "callcenter.call/update";
const CALL_MODEL = "callcenter.call";

/**
 * The calls of this user while the web client runs. Components draw `entries`,
 * `drafts` and `clock`, and act through the methods; nothing else writes to them.
 */
class CallCenter {
    constructor({orm}) {
        this.orm = orm;
        this.notes = new CallDrafts({
            save: (callId, values) => orm.silent.write(CALL_MODEL, [callId], values),
            onSettled: () => this._onChange(),
            onRefused: (callId) => this._change(() => this.store.recall(callId)),
        });
        this.store = new CallStore({
            now: () => monotonicClock.now(),
            notes: this.notes,
        });
        this.sync = new CallSync({
            fetch: () => orm.silent.call(CALL_MODEL, "get_active_calls", []),
            apply: (card, busId) => this._change(() => this.store.apply(card, busId)),
            reconcile: (cards, busId) =>
                this._change(() => this.store.reconcile(cards, busId)),
        });
        /** Seconds, moving on once a second while a card is open. */
        this.clock = reactive({now: 0});
    }

    get entries() {
        return this.store.entries;
    }

    /** The notes, by call. */
    get drafts() {
        return this.notes.note.drafts;
    }

    /** The wrap-up codes, by call. */
    get outcomeDrafts() {
        return this.notes.outcome.drafts;
    }

    /**
     * Put the card of a call away.
     *
     * @param {number} callId
     */
    dismiss(callId) {
        this._change(() => this.store.dismiss(callId));
    }

    /** Keep a card that is being used; end it with `release`. */
    hold(callId) {
        this.store.hold(callId);
    }

    release(callId) {
        this._change(() => this.store.release(callId));
    }

    /**
     * @param {number} callId
     * @param {string} text the whole note as typed
     */
    typeNote(callId, text) {
        this.store.touch(callId);
        this.notes.note.type(callId, text);
    }

    /**
     * @param {number} callId
     * @param {number|false} outcomeId the wrap-up code; saved at once
     */
    chooseOutcome(callId, outcomeId) {
        this.store.touch(callId);
        this.notes.outcome.type(callId, outcomeId);
        this.notes.outcome.flush(callId);
    }

    /**
     * @param {number} callId
     * @returns {Promise<{outcomes: object[], sections: object}>} what the card shows
     *  beside the call
     */
    fetchDetails(callId) {
        return this.orm.silent.call(CALL_MODEL, "get_card_details", [[callId]]);
    }

    /**
     * Promise to call back; what is written in the note by now goes with it.
     *
     * @param {number} callId
     * @param {luxon.DateTime} date
     * @returns {Promise<{id: number, summary: string}>} the activity
     */
    scheduleCallback(callId, date) {
        const {note} = this.notes.values(callId);
        const args = [[callId], serializeDateTime(date), note];
        return this.orm.call(CALL_MODEL, "schedule_callback", args);
    }

    saveNote(callId) {
        this.notes.flush(callId);
    }

    /**
     * Make a contact the customer of a call.
     *
     * @param {number} callId
     * @param {{id: number, name: string, company: string|false}} customer
     * @throws {RPCError} where the server refuses; the card shows the customer anyway
     */
    async linkCustomer(callId, customer) {
        this.store.setCustomer(callId, customer);
        await this.orm.write(CALL_MODEL, [callId], {partner_id: customer.id});
    }

    /** @returns {Promise<boolean>} whether this user may create contacts */
    async canCreateContact() {
        try {
            return await user.checkAccessRight("res.partner", "create");
        } catch {
            return false;
        }
    }

    /** The connection to the server is back: nothing may be missing now. */
    onReconnected() {
        this.notes.flushAll();
        this.sync.ask();
    }

    _change(change) {
        change();
        this._onChange();
    }

    _onChange() {
        this.store.sweep();
        this.clock.now = monotonicClock.now();
        const isNeeded = this.store.visible.length > 0;
        if (isNeeded && !this.ticker) {
            this.ticker = browser.setInterval(() => this._onChange(), 1000);
        } else if (!isNeeded && this.ticker) {
            browser.clearInterval(this.ticker);
            this.ticker = null;
        }
    }
}

export const callcenterService = {
    dependencies: ["bus_service", "orm"],

    start(env, {bus_service: bus, orm}) {
        const callcenter = new CallCenter({orm});
        const isAgent = Boolean(session.callcenter?.has_extension);
        let wasDisconnected = false;

        const onConnected = () => {
            if (wasDisconnected && (isAgent || callcenter.sync.floor !== null)) {
                callcenter.onReconnected();
            }
            wasDisconnected = false;
        };
        bus.subscribe(CALL_UPDATE, (card, {id}) => callcenter.sync.receive(card, id));
        bus.addEventListener("BUS:DISCONNECT", () => (wasDisconnected = true));
        bus.addEventListener("BUS:RECONNECT", onConnected);
        // After the browser itself was offline the bus connects anew.
        bus.addEventListener("BUS:CONNECT", onConnected);
        bus.start();
        if (isAgent) {
            callcenter.sync.ask();
        }
        return callcenter;
    },
};

registry.category("services").add("callcenter", callcenterService);
