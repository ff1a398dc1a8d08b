import {reactive} from "@odoo/owl";

import {
    ELSEWHERE_STAY,
    TOUCHED_STAY,
    endedCard,
    makeEntry,
    setPlace,
    visibleEntries,
} from "./call_entry";
import {popupMode} from "./preferences";

/** @typedef {import("./call_entry").Card} Card */

/**
 * The calls that concern this user now. Knows the bus no more than by its numbers:
 * what is older than what is already known changes nothing.
 */
export class CallStore {
    /**
     * @param {object} parts
     * @param {{now: () => number}} parts.clock in seconds, never jumps
     * @param {import("./call_drafts").CallDrafts} parts.drafts what is written of the
     *  calls: a card stays until it is saved
     * @param {import("./shared_memory").SharedMemory} parts.memory where the agent has
     *  put the cards
     * @param {import("./preferences").Preferences} parts.preferences
     */
    constructor({clock, drafts, memory, preferences}) {
        Object.assign(this, {clock, drafts, memory, preferences});
        /** @type {Record<number, import("./call_entry").CallEntry>} */
        this.entries = reactive({});
        /** Of calls that are gone too, or a late message would bring them back. */
        this.appliedBusIds = new Map();
        this.lastOrder = 0;
    }

    /** The entries that have a card on screen, the most urgent last. */
    get visible() {
        return visibleEntries(this.entries);
    }

    /**
     * Take the state of one call.
     *
     * @param {Card} card
     * @param {number} busId the bus id that the card is true at
     */
    apply(card, busId) {
        if (busId < (this.appliedBusIds.get(card.id) ?? 0)) {
            return;
        }
        this.appliedBusIds.set(card.id, busId);
        const entry = this.entries[card.id];
        if (entry) {
            this._update(entry, card);
        } else if (card.state !== "ended") {
            // A call that was over before it was seen gets no card.
            this._add(card);
        }
    }

    /**
     * Take all calls that are open at `busId`; what is not among them has ended.
     *
     * @param {Card[]} cards
     * @param {number} busId
     */
    reconcile(cards, busId) {
        const open = new Set(cards.map((card) => card.id));
        cards.forEach((card) => this.apply(card, busId));
        for (const {card} of Object.values(this.entries)) {
            const isNewer = this.appliedBusIds.get(card.id) > busId;
            if (!open.has(card.id) && card.state !== "ended" && !isNewer) {
                const written = this.drafts.values(card.id);
                this.apply(endedCard({...card, ...written}), busId);
            }
        }
    }

    /**
     * Take a call that had ended before this page was opened, and whose card is still
     * to be seen.
     *
     * @param {Card} card
     * @param {number} seconds that it stays
     */
    restore(card, seconds) {
        if (!this.entries[card.id]) {
            this._add(endedCard(card));
            this.entries[card.id].staysUntil = this.clock.now() + seconds;
        }
    }

    /**
     * Put the card of a call on screen, into the menu of the navigation bar, or away;
     * where it leaves the screen its note is saved if need be.
     *
     * @param {number} callId
     * @param {import("./call_entry").Place} place
     */
    put(callId, place) {
        const entry = this.entries[callId];
        if (entry) {
            setPlace(entry, place);
            if (place !== "stack") {
                this.drafts.flush(callId);
            }
        }
    }

    /** Keep the card of a call on screen until as many `release` follow. */
    hold(callId) {
        if (this.entries[callId]) {
            this.entries[callId].holds += 1;
        }
    }

    /** End one `hold`; the card stays a moment longer, as the agent was just there. */
    release(callId) {
        if (this.entries[callId]) {
            this.entries[callId].holds -= 1;
            this.touch(callId);
        }
    }

    /** The agent has just used this card. */
    touch(callId) {
        this.keep(callId, TOUCHED_STAY);
    }

    /**
     * Let an ended card stay on screen for that long at least.
     *
     * @param {number} callId
     * @param {number} seconds
     */
    keep(callId, seconds) {
        const entry = this.entries[callId];
        if (entry && entry.staysUntil !== null) {
            entry.staysUntil = Math.max(entry.staysUntil, this.clock.now() + seconds);
        }
    }

    /** The ids of those that would go soon, and are held. */
    get expiring() {
        const soon = this.clock.now() + TOUCHED_STAY / 2;
        return Object.values(this.entries)
            .filter(({staysUntil}) => staysUntil !== null && staysUntil < soon)
            .filter(({holds}) => holds)
            .map(({card}) => card.id);
    }

    /** Show this customer without waiting for the server to tell of it. */
    setCustomer(callId, customer) {
        const entry = this.entries[callId];
        if (entry) {
            entry.card = {...entry.card, customer, candidates: []};
        }
    }

    /** Remove the entries whose time is over, and all that was kept of them. */
    sweep() {
        for (const entry of Object.values(this.entries)) {
            if (this._isOver(entry)) {
                const {id} = entry.card;
                delete this.entries[id];
                this.drafts.forget(id);
                this.memory.forget(id);
            }
        }
    }

    _add(card) {
        const entry = makeEntry(card, ++this.lastOrder, this.clock.now());
        setPlace(entry, this._placeOf(card));
        this.entries[card.id] = entry;
        this.drafts.receive(card);
    }

    _update(entry, card) {
        const before = entry.card;
        entry.card = card;
        entry.receivedAt = this.clock.now();
        if (card.state !== "ended") {
            entry.staysUntil = null;
            if (before.state === "ended") {
                this._ringAnew(entry);
            }
        } else if (
            before.state !== "ended" ||
            before.disposition !== card.disposition
        ) {
            entry.staysUntil = this.clock.now() + this._stayOf(card);
        }
        this.drafts.receive(card);
    }

    /** A new ring of a call that was over is news, even if put away before. */
    _ringAnew(entry) {
        const forgotten = {place: undefined, isOpened: undefined};
        this.memory.update(entry.card.id, forgotten);
        setPlace(entry, this._placeOf(entry.card));
    }

    /** Where the agent has put the card, else where they want such calls. */
    _placeOf(card) {
        const isQuiet = popupMode(this.preferences, card) === "none";
        return this.memory.get(card.id).place ?? (isQuiet ? "tray" : "stack");
    }

    _stayOf({disposition, is_gone: isGone}) {
        if (isGone) {
            return 0;
        }
        const {ended_stay: endedStay} = this.preferences;
        return disposition === "answered_elsewhere"
            ? Math.min(ELSEWHERE_STAY, endedStay)
            : endedStay;
    }

    _isOver(entry) {
        if (entry.card.state !== "ended" || this.drafts.isUnsaved(entry.card.id)) {
            return false;
        }
        return (
            entry.isDismissed || (!entry.holds && this.clock.now() >= entry.staysUntil)
        );
    }
}
