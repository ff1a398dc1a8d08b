import {reactive} from "@odoo/owl";

import {monotonicClock} from "@callcenter/core/monotonic_clock";
import {Customers} from "@callcenter/customer/customers";

import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {session} from "@web/session";

import {CallStore} from "./call_store";
import {CallSync} from "./call_sync";
import {NoteDrafts} from "./note_drafts";

/** Bus notification type; its payload is a `Card` (see call_store.js). */
export const CALL_UPDATE = "callcenter.call/update";
const CALL_MODEL = "callcenter.call";

/**
 * The calls of this user while the web client runs. Components draw `entries`,
 * `drafts` and `clock`, and act through the methods; nothing else writes to them.
 */
class CallCenter {
    constructor({orm}) {
        this.notes = new NoteDrafts({
            save: (callId, note) => orm.silent.write(CALL_MODEL, [callId], {note}),
            onSettled: () => this._onChange(),
            onRefused: (callId) => this._change(() => this.store.recall(callId)),
        });
        this.store = new CallStore({
            now: () => monotonicClock.now(),
            notes: this.notes,
        });
        this.customers = new Customers({
            orm,
            onDecided: (callId, customer) => this.store.setCustomer(callId, customer),
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

    get drafts() {
        return this.notes.drafts;
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
        this.notes.type(callId, text);
    }

    saveNote(callId) {
        this.notes.flush(callId);
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
