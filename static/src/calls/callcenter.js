import {monotonicClock} from "@callcenter/core/monotonic_clock";
import {Customers} from "@callcenter/customer/customers";

import {browser} from "@web/core/browser/browser";
import {user} from "@web/core/user";
import {session} from "@web/session";

import {CallDrafts} from "./call_drafts";
import {CallServer} from "./call_server";
import {CallStore} from "./call_store";
import {CallSync} from "./call_sync";
import {CallTally} from "./call_tally";
import {CardClock} from "./card_clock";
import {readPreferences} from "./preferences";
import {SharedCalls} from "./shared_calls";
import {SharedMemory} from "./shared_memory";

/** Milliseconds that logging out waits for what is not saved yet. */
const LEAVE_PATIENCE = 3000;
/** Milliseconds between two looks whether it is saved. */
const LEAVE_STEP = 100;

/**
 * The calls of this user while the web client runs. Components draw `entries`,
 * `drafts`, `clock` and `tally`, and act through the methods; nothing else writes.
 *
 * | who | owns |
 * |---|---|
 * | `server` | the questions to the server |
 * | `store` | which calls there are, where their cards stand and how long |
 * | `notes` | what is written of them and not saved yet |
 * | `memory`, `shared` | what the browser's other tabs, and a reload, know of them |
 * | `sync` | the order of bus messages and answers |
 * | `counts` | the numbers in the navigation bar |
 * | `cardClock` | the second that passes |
 * | `customers` | whose call it is |
 */
export class CallCenter {
    /** @param {object} orm the service */
    constructor(orm) {
        this.preferences = readPreferences();
        this.server = new CallServer(orm);
        this.memory = new SharedMemory({prefix: `${session.db}/${user.userId}`});
        this.notes = new CallDrafts(this.server);
        const {preferences, server, memory, notes: drafts} = this;
        const clock = monotonicClock;
        this.store = new CallStore({clock, drafts, memory, preferences});
        this.shared = new SharedCalls({memory, drafts, store: this.store});
        const {store, shared} = this;
        this.cardClock = new CardClock({store, drafts, shared});
        this.counts = new CallTally(server);
        this.customers = new Customers({orm, store});
        this.sync = new CallSync({server, calls: this});
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

    /** Seconds, moving on once a second while a card is open. */
    get clock() {
        return this.cardClock.shown;
    }

    /** What the navigation bar counts. */
    get tally() {
        return this.counts.shown;
    }

    /**
     * Put the card of a call on screen, into the menu of the navigation bar, or away,
     * in all tabs.
     *
     * @param {number} callId
     * @param {import("./call_entry").Place} place
     */
    put(callId, place) {
        this.shared.rememberPlace(callId, place);
        this.store.put(callId, place);
        this.cardClock.beat();
    }

    /** Put a card away, and with it what the server has refused to save. */
    dismiss(callId) {
        if (this.notes.isRefused(callId)) {
            this.notes.discardRefused(callId);
            this.shared.rememberDraft(callId);
        }
        this.put(callId, "away");
    }

    /** Keep a card that is being used; end it with `release`. */
    hold(callId) {
        this.store.hold(callId);
    }

    release(callId) {
        this.store.release(callId);
        this.shared.rememberStay(callId);
        this.cardClock.beat();
    }

    /** Keep a card a moment longer, in all tabs: the agent has just used it. */
    touch(callId) {
        this.store.touch(callId);
        this.shared.rememberStay(callId);
    }

    /**
     * @param {number} callId
     * @param {string} text the whole note as typed
     */
    typeNote(callId, text) {
        this.touch(callId);
        this.notes.note.type(callId, text);
        this.shared.rememberDraft(callId);
    }

    saveNote(callId) {
        this.notes.flush(callId);
    }

    /**
     * @param {number} callId
     * @param {number|false} outcomeId the wrap-up code; saved at once
     */
    chooseOutcome(callId, outcomeId) {
        this.touch(callId);
        this.notes.outcome.type(callId, outcomeId);
        this.shared.rememberDraft(callId);
        this.notes.outcome.flush(callId);
    }

    /**
     * @param {number} callId
     * @returns {Promise<{outcomes: object[], sections: object}>} what the card shows
     *  beside the call
     */
    fetchDetails(callId) {
        return this.server.getCardDetails(callId);
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
        return this.server.scheduleCallback(callId, date, note);
    }

    /**
     * @returns {Promise<object[]>} this user's ended calls of today, the latest first;
     *  see `get_today_calls` of the server
     */
    loadToday() {
        return this.counts.loadToday();
    }

    /** @param {import("./preferences").Preferences} preferences */
    setPreferences(preferences) {
        Object.assign(this.preferences, preferences);
    }

    /** The connection to the server is back: nothing may be missing now. */
    onReconnected() {
        this.notes.flushAll();
        this.sync.ask();
    }

    /**
     * Save what is not saved, if that is done soon, and let this browser forget the
     * calls: whoever uses it next is another.
     */
    async leave() {
        this.notes.flushAll();
        const steps = LEAVE_PATIENCE / LEAVE_STEP;
        for (let step = 0; this.notes.hasUnsaved && step < steps; step++) {
            await new Promise((resolve) => {
                browser.setTimeout(resolve, LEAVE_STEP);
            });
        }
        this.memory.clear();
    }

    /** Something written is on the server now. */
    onSettled(callId) {
        this.shared.rememberDraft(callId);
        this.cardClock.beat();
    }

    /** Another tab has written to the shared memory. */
    onShared(callId, memory) {
        this.shared.takeOver(callId, memory);
        this.cardClock.beat();
    }

    /**
     * Take a message of the bus.
     *
     * @param {import("./call_entry").Card} card
     * @param {number} busId
     */
    apply(card, busId) {
        const before = this.entries[card.id]?.card;
        this.store.apply(card, busId);
        const after = this.entries[card.id]?.card;
        if (before?.state !== "ended" && after?.state === "ended") {
            this.shared.rememberStay(card.id);
        }
        this.cardClock.beat();
        this.counts.follow(card, before, after);
    }

    /** Take the server's answer which calls are open. */
    reconcile(answer) {
        this.counts.set(answer);
        this.store.reconcile(answer.calls, answer.bus_id);
        this.shared.recollect();
        this.cardClock.beat();
    }
}
