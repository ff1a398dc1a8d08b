import {reactive} from "@odoo/owl";

import {monotonicClock} from "@callcenter/core/monotonic_clock";
import {Customers} from "@callcenter/customer/customers";
import {isMissed as isMissedCall} from "@callcenter/popup/call_texts";

import {browser} from "@web/core/browser/browser";
import {serializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {session} from "@web/session";

import {CallDrafts} from "./call_drafts";
import {CallStore, TOUCHED_STAY} from "./call_store";
import {CallSync} from "./call_sync";
import {popupMode, readPreferences} from "./preferences";
import {SharedMemory} from "./shared_memory";

/** Bus notification type; its payload is a `Card` (see call_store.js). */
export const CALL_UPDATE = "callcenter.call/update";
/** The same for the user's `Preferences` (see preferences.js), when they change. */
export const PREFERENCES_UPDATE = "callcenter.preferences/update";
const CALL_MODEL = "callcenter.call";
/** Milliseconds before the calls of a new day are counted: not before they are drawn. */
const COUNT_DELAY = 1000;
/** Milliseconds that logging out waits for what is not saved yet. */
const LEAVE_PATIENCE = 3000;

/**
 * The calls of this user while the web client runs. Components draw `entries`,
 * `drafts` and `clock`, and act through the methods; nothing else writes to them.
 */
class CallCenter {
    constructor({orm}) {
        this.orm = orm;
        /** Tells this tab from the user's others. */
        this.tab = `${Date.now()}/${Math.random()}`;
        this.preferences = readPreferences();
        this.memory = new SharedMemory({
            prefix: `${session.db}/${user.userId}`,
            onChange: (callId, memory) => this._onOtherTab(callId, memory),
        });
        this.notes = new CallDrafts({
            save: (callId, values) => orm.silent.write(CALL_MODEL, [callId], values),
            onSettled: (callId) => this._onSaved(callId),
            onRefused: (callId) => this.put(callId, "stack"),
        });
        this.store = new CallStore({
            now: () => monotonicClock.now(),
            notes: this.notes,
            endedStay: this.preferences.ended_stay,
            placeOf: (...args) => this._placeOf(...args),
            onGone: (callId) => this.memory.forget(callId),
        });
        this.customers = new Customers({
            orm,
            onDecided: (callId, customer) => this.store.setCustomer(callId, customer),
        });
        this.sync = new CallSync({
            fetch: () => orm.silent.call(CALL_MODEL, "get_active_calls", []),
            apply: (card, busId) => this._apply(card, busId),
            reconcile: (cards, busId, answer) => {
                this._count(answer);
                this._change(() => this.store.reconcile(cards, busId));
                this._recollect();
            },
        });
        /** Seconds, moving on once a second while a card is open. */
        this.clock = reactive({now: 0});
        /** What the navigation bar counts. */
        this.tally = reactive({missed: 0, toCallBack: 0, unclaimed: 0});
        this.isRecollected = false;
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
     * Put the card of a call on screen, into the menu of the navigation bar, or away,
     * in all tabs.
     *
     * @param {number} callId
     * @param {"stack"|"tray"|"away"} place
     */
    put(callId, place) {
        this.memory.update(callId, {place});
        this._change(() => this.store.put(callId, place));
    }

    /** Put a card away, and with it what the server has refused to save. */
    dismiss(callId) {
        if (this.notes.isRefused(callId)) {
            this.notes.discardRefused(callId);
            this._rememberDraft(callId);
        }
        this.put(callId, "away");
    }

    /** Keep a card that is being used; end it with `release`. */
    hold(callId) {
        this.store.hold(callId);
    }

    release(callId) {
        this.store.release(callId);
        this._rememberStay(callId);
        this._onChange();
    }

    /** Keep a card a moment longer, in all tabs: the agent has just used it. */
    touch(callId) {
        this.store.touch(callId);
        this._rememberStay(callId);
    }

    /**
     * @param {number} callId
     * @param {string} text the whole note as typed
     */
    typeNote(callId, text) {
        this.touch(callId);
        this.notes.note.type(callId, text);
        this._rememberDraft(callId);
    }

    /**
     * @param {number} callId
     * @param {number|false} outcomeId the wrap-up code; saved at once
     */
    chooseOutcome(callId, outcomeId) {
        this.touch(callId);
        this.notes.outcome.type(callId, outcomeId);
        this._rememberDraft(callId);
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

    /** @param {import("./preferences").Preferences} preferences */
    setPreferences(preferences) {
        Object.assign(this.preferences, preferences);
        this.store.endedStay = preferences.ended_stay;
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
        const isUnsaved = () =>
            Object.keys(this.drafts).some((callId) => this.notes.isUnsaved(callId));
        for (let waited = 0; isUnsaved() && waited < LEAVE_PATIENCE; waited += 100) {
            await new Promise((resolve) => {
                browser.setTimeout(resolve, 100);
            });
        }
        this.memory.clear();
    }

    /**
     * @returns {Promise<object[]>} this user's ended calls of today, the latest first;
     *  see `get_today_calls` of the server
     */
    async loadToday() {
        const answer = await this.orm.silent.call(CALL_MODEL, "get_today_calls", []);
        this._count(answer);
        return answer.calls;
    }

    /** Calls missed today, and customers who wait for a call back. */
    _count({missed_today: missed = 0, missed_customers: customers = {}}) {
        const {mine: toCallBack = 0, unclaimed = 0} = customers;
        this.countedOn = today();
        Object.assign(this.tally, {missed, toCallBack, unclaimed});
    }

    _placeOf(card, isRingingAnew) {
        if (isRingingAnew) {
            this.memory.update(card.id, {place: undefined, isOpened: undefined});
        }
        const isQuiet = popupMode(this.preferences, card) === "none";
        return this.memory.get(card.id).place ?? (isQuiet ? "tray" : "stack");
    }

    _apply(card, busId) {
        const before = this.entries[card.id]?.card;
        this.store.apply(card, busId);
        const after = this.entries[card.id]?.card;
        this.tally.missed += Number(isMissed(after)) - Number(isMissed(before));
        if (before?.state !== "ended" && after?.state === "ended") {
            this._rememberStay(card.id);
        }
        this._onChange();
        // What was missed here, and whose card has gone, may be answered elsewhere.
        const isElsewhere = card.disposition === "answered_elsewhere";
        if (this.countedOn !== today() || (!after && isElsewhere)) {
            this._countAnew();
        }
    }

    /** Count soon what the navigation bar counts, once however many messages come. */
    _countAnew() {
        this.countTimer ??= browser.setTimeout(() => {
            this.countTimer = undefined;
            // Without an answer the next message tries again.
            this.loadToday().catch(() => {});
        }, COUNT_DELAY);
    }

    /** The card stays on screen for its time, also in a tab that opens meanwhile. */
    _rememberStay(callId) {
        const {card, staysUntil = null} = this.entries[callId] ?? {};
        if (staysUntil !== null) {
            const seconds = staysUntil - monotonicClock.now();
            this.memory.update(callId, {card, until: Date.now() + seconds * 1000});
        }
    }

    /** Bring back, once, what a reload or the end of the browser has interrupted. */
    _recollect() {
        if (this.isRecollected) {
            return;
        }
        this.isRecollected = true;
        for (const [callId, memory] of this.memory.recollect()) {
            this._restore(memory);
            if (memory.draft !== undefined) {
                this._restoreDraft(callId, memory);
            }
        }
        this._onChange();
    }

    _restore({card, until = 0, draft}) {
        const rest = (until - Date.now()) / 1000;
        const seconds = Math.max(rest, draft === undefined ? 0 : TOUCHED_STAY);
        if (card && seconds > 0) {
            this.store.restore(card, seconds);
        }
    }

    _restoreDraft(callId, {draft, at}) {
        this.notes.follow(callId, draft, at);
        if (this.entries[callId] && !this.notes.isUnsaved(callId)) {
            // The server has got it meanwhile.
            this._rememberDraft(callId);
        }
    }

    /** For this page after a reload, and for the other tabs. */
    _rememberDraft(callId) {
        const draft = this.notes.unsaved(callId);
        const card = this.entries[callId]?.card;
        const writer = this.tab;
        this.memory.update(callId, draft ? {draft, card, writer} : {draft, writer});
    }

    _onOtherTab(callId, {place, draft = {}, writer, until = 0}) {
        if (!this.entries[callId]) {
            return;
        }
        if (writer !== this.tab) {
            this.notes.follow(callId, draft);
        }
        this.store.keep(callId, (until - Date.now()) / 1000);
        if (place) {
            this._change(() => this.store.put(callId, place));
        }
    }

    _onSaved(callId) {
        this._rememberDraft(callId);
        this._onChange();
    }

    _change(change) {
        change();
        this._onChange();
    }

    _onChange() {
        this.notes.adopt();
        this.store.expiring.forEach((callId) => this.touch(callId));
        this.store.sweep();
        this.clock.now = monotonicClock.now();
        const isNeeded = Object.keys(this.entries).length > 0;
        if (isNeeded && !this.ticker) {
            this.ticker = browser.setInterval(() => this._onChange(), 1000);
        } else if (!isNeeded && this.ticker) {
            browser.clearInterval(this.ticker);
            this.ticker = null;
        }
    }
}

function isMissed(card) {
    return Boolean(card) && isMissedCall(card);
}

function today() {
    return new Date().toDateString();
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
        bus.subscribe(PREFERENCES_UPDATE, (wanted) =>
            callcenter.setPreferences(wanted)
        );
        bus.addEventListener("BUS:DISCONNECT", () => (wasDisconnected = true));
        bus.addEventListener("BUS:RECONNECT", onConnected);
        // After the browser itself was offline the bus connects anew.
        bus.addEventListener("BUS:CONNECT", onConnected);
        bus.start();
        // Who has no extension any more may have a note of then that is not saved.
        if (isAgent || callcenter.memory.hasDrafts) {
            callcenter.sync.ask();
        }
        return callcenter;
    },
};

registry.category("services").add("callcenter", callcenterService);
