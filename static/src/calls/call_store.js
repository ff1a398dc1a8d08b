import {reactive} from "@odoo/owl";

/** Seconds that the card of an ended call stays. */
export const ENDED_STAY = 60;
/** Seconds that it stays at least after the agent has last used it. */
export const TOUCHED_STAY = 10;

/**
 * A call as the server tells of it, seen by this user.
 *
 * @typedef {object} Card
 * @property {number} id
 * @property {string} callid
 * @property {"incoming"|"outgoing"|"internal"} direction
 * @property {"ringing"|"ongoing"|"ended"} state
 * @property {string|false} disposition
 * @property {string|false} answered_by
 * @property {string} phone as it is dialled at home, "" where it is hidden
 * @property {string} phone_copy
 * @property {string|false} phone_e164
 * @property {boolean} is_hidden
 * @property {string} extension
 * @property {string|false} queue
 * @property {string|false} did
 * @property {{id: number, name: string, company: string|false}|false} customer
 * @property {number} age seconds since the call started
 * @property {number|false} duration seconds
 * @property {number|false} talk_duration seconds
 * @property {string} note
 * @property {number|false} outcome_id
 */

/**
 * @typedef {object} CallEntry
 * @property {Card} card
 * @property {number} order cards are stacked in this order
 * @property {number} receivedAt seconds, when `card.age` was true
 * @property {boolean} isDismissed the agent put the card away
 * @property {number|null} staysUntil seconds, null while the call lives
 * @property {number} holds how many things keep the card from going
 */

/**
 * The calls that concern this user now. Knows the bus no more than by its numbers:
 * what is older than what is already known changes nothing.
 */
export class CallStore {
    /**
     * @param {object} options
     * @param {() => number} options.now a clock in seconds that never jumps
     * @param {import("./call_drafts").CallDrafts} options.notes what is written of them
     */
    constructor({now, notes}) {
        this.now = now;
        this.notes = notes;
        /** @type {Record<number, CallEntry>} */
        this.entries = reactive({});
        /** Of calls that are gone too, or a late message would bring them back. */
        this.appliedBusIds = new Map();
        this.lastOrder = 0;
    }

    /** The entries that have a card on screen, oldest first. */
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
                this.apply(this._endedUnseen(card), busId);
            }
        }
    }

    /** Put the card of a call away; its note is saved first if need be. */
    dismiss(callId) {
        const entry = this.entries[callId];
        if (entry) {
            entry.isDismissed = true;
            this.notes.flush(callId);
        }
    }

    /** Show a card that was put away: its note could not be saved after all. */
    recall(callId) {
        const entry = this.entries[callId];
        if (entry) {
            entry.isDismissed = false;
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
        const entry = this.entries[callId];
        if (entry) {
            entry.holds -= 1;
            this.touch(callId);
        }
    }

    /** The agent has just used this card. */
    touch(callId) {
        const entry = this.entries[callId];
        if (entry && entry.staysUntil !== null) {
            entry.staysUntil = Math.max(entry.staysUntil, this.now() + TOUCHED_STAY);
        }
    }

    /** Show this customer without waiting for the server to tell of it. */
    setCustomer(callId, customer) {
        const entry = this.entries[callId];
        if (entry) {
            entry.card.customer = customer;
        }
    }

    /** Remove the entries whose time is over. */
    sweep() {
        for (const entry of Object.values(this.entries)) {
            if (this._isOver(entry)) {
                delete this.entries[entry.card.id];
                this.notes.forget(entry.card.id);
            }
        }
    }

    /** The card of a call whose end was missed: that it is over is all one knows. */
    _endedUnseen(card) {
        return {
            ...card,
            state: "ended",
            disposition: false,
            duration: false,
            talk_duration: false,
            ...this.notes.values(card.id),
        };
    }

    _add(card) {
        this.entries[card.id] = {
            card,
            order: ++this.lastOrder,
            receivedAt: this.now(),
            isDismissed: false,
            staysUntil: null,
            holds: 0,
        };
        this.notes.receive(card);
    }

    _update(entry, card) {
        const wasEnded = entry.card.state === "ended";
        entry.card = card;
        entry.receivedAt = this.now();
        if (card.state !== "ended") {
            // A new ring of a call that was over is news, even if put away before.
            entry.isDismissed = entry.isDismissed && !wasEnded;
            entry.staysUntil = null;
        } else if (!wasEnded) {
            entry.staysUntil = this.now() + ENDED_STAY;
        }
        this.notes.receive(card);
    }

    _isOver(entry) {
        if (entry.card.state !== "ended" || this.notes.isUnsaved(entry.card.id)) {
            return false;
        }
        return entry.isDismissed || (!entry.holds && this.now() >= entry.staysUntil);
    }
}

/**
 * @param {Record<number, CallEntry>} entries
 * @returns {CallEntry[]} those that have a card on screen, oldest first
 */
export function visibleEntries(entries) {
    return Object.values(entries)
        .filter((entry) => !entry.isDismissed)
        .sort((a, b) => a.order - b.order);
}
