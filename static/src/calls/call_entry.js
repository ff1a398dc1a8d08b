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
 * @property {number} started when the call started, seconds since 1970 by the server's
 *  clock
 * @property {number} age seconds since the call started
 * @property {number|false} talk_age seconds since this user answered, false where they
 *  are not talking
 * @property {number|false} duration seconds
 * @property {number|false} talk_duration seconds
 * @property {string} note
 * @property {number|false} outcome_id
 * @property {Order|false} order by which this user placed it from Odoo
 * @property {boolean} [is_gone] whether another call has taken its place
 */

/**
 * How what this user wanted of the exchange stands.
 *
 * @typedef {object} Order
 * @property {number} id
 * @property {"waiting"|"sent"|"done"|"refused"|"expired"} state
 * @property {string} reason why it was not carried out
 * @property {"gateway"|"http"|"uri"|"none"} way
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
 * @property {number} order the calls as this tab came to know of them
 * @property {number} startedAt when the call started, seconds
 * @property {number} receivedAt seconds, when `card.age` was true
 * @property {boolean} isDismissed the agent put the card away
 * @property {boolean} isMinimised the card is in the navigation bar's menu only
 * @property {number|null} staysUntil seconds, null while the call lives
 * @property {number} holds how many things keep the card from going
 */

/** @typedef {"stack"|"tray"|"away"} Place on screen, in the menu only, or nowhere */

/**
 * @param {Card} card
 * @param {number} order
 * @param {number} now seconds
 * @returns {CallEntry} without a place
 */
export function makeEntry(card, order, now) {
    return {
        card,
        order,
        startedAt: card.started ?? now - card.age,
        receivedAt: now,
        staysUntil: null,
        holds: 0,
    };
}

/**
 * @param {CallEntry} entry
 * @param {Place} place
 */
export function setPlace(entry, place) {
    entry.isDismissed = place === "away";
    entry.isMinimised = place === "tray";
}

/**
 * Compare two calls: ended ones, then live ones, each by their start. The server's
 * clock decides, so every tab has the same order.
 */
export function compareEntries(a, b) {
    return (
        Number(isLive(a)) - Number(isLive(b)) ||
        a.startedAt - b.startedAt ||
        a.order - b.order
    );
}

function isLive({card}) {
    return card.state !== "ended";
}

/**
 * @param {Record<number, CallEntry>} entries
 * @returns {CallEntry[]} those that have a card on screen, the most urgent last
 */
export function visibleEntries(entries) {
    return Object.values(entries)
        .filter((entry) => !entry.isDismissed && !entry.isMinimised)
        .sort(compareEntries);
}

/**
 * @param {Card} card of a call whose end was missed
 * @returns {Card} that it is over is all one knows
 */
export function endedCard(card) {
    if (card.state === "ended") {
        return card;
    }
    const unknown = {disposition: false, duration: false, talk_duration: false};
    return {...card, ...unknown, state: "ended"};
}
