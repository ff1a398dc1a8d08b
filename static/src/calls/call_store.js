import {reactive} from "@odoo/owl";

/** Seconds that the card of an ended call stays where the user wants no other. */
export const ENDED_STAY = 60;
/** Seconds that the card of a call stays that a colleague has answered. */
export const ELSEWHERE_STAY = 5;
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
 * @property {Candidate[]} candidates who it may be, empty where that is known
 * @property {number} age seconds since the call started
 * @property {number|false} duration seconds
 * @property {number|false} talk_duration seconds
 * @property {string} note
 * @property {number|false} outcome_id
 */

/**
 * A contact that may be at the other end, or a lead that has no contact.
 *
 * @typedef {object} Candidate
 * @property {number|false} id of the contact
 * @property {number|false} lead_id
 * @property {string} name
 * @property {string|false} company
 * @property {string|false} label what the number is to them
 * @property {string} number the one that they have
 * @property {boolean} is_likely false where only the last digits are the same
 */

/**
 * @typedef {object} CallEntry
 * @property {Card} card
 * @property {number} order cards are stacked in this order
 * @property {number} receivedAt seconds, when `card.age` was true
 * @property {boolean} isDismissed the agent put the card away
 * @property {boolean} isMinimised the card is in the navigation bar's menu only
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
     * @param {number} [options.endedStay] seconds that the card of an ended call stays
     * @param {(card: Card, isRingingAnew: boolean) => "stack"|"tray"|"away"}
     *  [options.placeOf] where the card of a new ring goes; anew, after its call had
     *  ended
     * @param {(callId: number) => void} [options.onGone] told whose time is over
     */
    constructor({
        now,
        notes,
        endedStay = ENDED_STAY,
        placeOf = () => "stack",
        onGone = () => {},
    }) {
        this.now = now;
        this.notes = notes;
        this.endedStay = endedStay;
        this.placeOf = placeOf;
        this.onGone = onGone;
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
                const written = this.notes.values(card.id);
                this.apply(this._ended({...card, ...written}), busId);
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
            this._add(this._ended(card));
            this.entries[card.id].staysUntil = this.now() + seconds;
        }
    }

    /**
     * Put the card of a call on screen, into the menu of the navigation bar, or away;
     * where it leaves the screen its note is saved if need be.
     *
     * @param {number} callId
     * @param {"stack"|"tray"|"away"} place
     */
    put(callId, place) {
        const entry = this.entries[callId];
        if (entry) {
            setPlace(entry, place);
            if (place !== "stack") {
                this.notes.flush(callId);
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
            entry.staysUntil = Math.max(entry.staysUntil, this.now() + seconds);
        }
    }

    /** The ids of those that would go soon, and are held. */
    get expiring() {
        const soon = this.now() + TOUCHED_STAY / 2;
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

    /** Remove the entries whose time is over. */
    sweep() {
        for (const entry of Object.values(this.entries)) {
            if (this._isOver(entry)) {
                delete this.entries[entry.card.id];
                this.notes.forget(entry.card.id);
                this.onGone(entry.card.id);
            }
        }
    }

    /** The card of a call whose end was missed: that it is over is all one knows. */
    _ended(card) {
        if (card.state === "ended") {
            return card;
        }
        const unknown = {disposition: false, duration: false, talk_duration: false};
        return {...card, ...unknown, state: "ended"};
    }

    _add(card) {
        const entry = {
            card,
            order: ++this.lastOrder,
            receivedAt: this.now(),
            staysUntil: null,
            holds: 0,
        };
        setPlace(entry, this.placeOf(card, false));
        this.entries[card.id] = entry;
        this.notes.receive(card);
    }

    _update(entry, card) {
        const before = entry.card;
        entry.card = card;
        entry.receivedAt = this.now();
        if (card.state !== "ended") {
            entry.staysUntil = null;
            if (before.state === "ended") {
                // A new ring of a call that was over is news, even if put away before.
                setPlace(entry, this.placeOf(card, true));
            }
        } else if (
            before.state !== "ended" ||
            before.disposition !== card.disposition
        ) {
            entry.staysUntil = this.now() + this._stayOf(card);
        }
        this.notes.receive(card);
    }

    _stayOf({disposition}) {
        return disposition === "answered_elsewhere"
            ? Math.min(ELSEWHERE_STAY, this.endedStay)
            : this.endedStay;
    }

    _isOver(entry) {
        if (entry.card.state !== "ended" || this.notes.isUnsaved(entry.card.id)) {
            return false;
        }
        return entry.isDismissed || (!entry.holds && this.now() >= entry.staysUntil);
    }
}

function setPlace(entry, place) {
    entry.isDismissed = place === "away";
    entry.isMinimised = place === "tray";
}

/**
 * @param {Record<number, CallEntry>} entries
 * @returns {CallEntry[]} those that have a card on screen, oldest first
 */
export function visibleEntries(entries) {
    return Object.values(entries)
        .filter((entry) => !entry.isDismissed && !entry.isMinimised)
        .sort((a, b) => a.order - b.order);
}
