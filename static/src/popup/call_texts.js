import {formatDuration} from "@callcenter/core/format_duration";

import {_t} from "@web/core/l10n/translation";

/** @typedef {import("@callcenter/calls/call_entry").Card} Card */

/** Ends of an incoming call after which the caller still waits for an answer. */
const UNANSWERED = ["no_answer", "busy", "failed", "cancelled", "abandoned"];

/**
 * @param {Card} card
 * @returns {string} which way the call goes
 */
export function directionText({direction}) {
    return {
        incoming: _t("Incoming call"),
        outgoing: _t("Outgoing call"),
        internal: _t("Internal call"),
    }[direction];
}

/**
 * @param {Card} card
 * @returns {string} the classes of the icon for which way it goes
 */
export function directionIcon({direction}) {
    return {
        incoming: "oi oi-arrow-down-left",
        outgoing: "oi oi-arrow-up-right",
        internal: "oi oi-arrows-h",
    }[direction];
}

/**
 * @param {import("@callcenter/calls/call_entry").CallEntry} entry
 * @param {number} now seconds, by the clock of the service
 * @returns {string} how long they have been talking, as the live board counts it; how
 *  long the call has been going on where that is unknown, or they do not talk
 */
export function runningTime({card, receivedAt}, now) {
    // Rounded, as timers come a little early or late: the display would stutter.
    const since = Math.round(now - receivedAt);
    const talk = card.state === "ongoing" && card.talk_age;
    const known = typeof talk === "number" ? talk : card.age;
    return formatDuration(known + Math.max(0, since));
}

/**
 * @param {Card} card
 * @returns {string} how the call stands, for this user
 */
export function stateText(card) {
    if (card.state === "ringing") {
        return card.order ? orderText(card.order) : directionText(card);
    }
    return card.state === "ongoing" ? _t("On call") : endText(card);
}

/** How far a call is that this user placed from Odoo. */
function orderText({state, way}) {
    const isAtAgent = way === "gateway" && ["waiting", "sent"].includes(state);
    return isAtAgent ? _t("Calling your telephone…") : _t("Calling the customer…");
}

/** How an ended call ended. */
function endText({direction, disposition, answered_by: colleague, duration, order}) {
    if (order && ["refused", "expired"].includes(order.state)) {
        return _t("Not placed");
    }
    if (disposition === "answered_elsewhere") {
        return colleague
            ? _t("Answered by %s", colleague)
            : _t("Answered by a colleague");
    }
    if (disposition === "voicemail") {
        return _t("Voicemail");
    }
    if (direction === "incoming" && UNANSWERED.includes(disposition)) {
        return _t("Missed");
    }
    const notReached = {
        no_answer: _t("No answer"),
        busy: _t("Busy"),
        failed: _t("Call failed"),
        cancelled: _t("Cancelled"),
        abandoned: _t("Abandoned"),
    };
    return notReached[disposition] ?? _t("Ended, %s", formatDuration(duration));
}

/**
 * @param {Card} card
 * @returns {boolean} whether nobody answered an incoming call
 */
export function isMissed({direction, state, disposition}) {
    return (
        direction === "incoming" &&
        state === "ended" &&
        (disposition === "voicemail" || UNANSWERED.includes(disposition))
    );
}

/** How long the two spoke, "" where that says nothing new. */
function talkText({state, disposition, duration, talk_duration: talk}) {
    const isNews = state === "ended" && disposition === "answered" && talk !== duration;
    return isNews && typeof talk === "number"
        ? _t("Talk %s", formatDuration(talk))
        : "";
}

/**
 * @param {Card & {is_erased?: boolean}} card
 * @returns {string} who is at the other end
 */
export function customerText({
    customer,
    direction,
    is_hidden: isHidden,
    is_erased: isErased,
}) {
    if (customer) {
        return customer.name;
    }
    if (isErased) {
        return _t("Erased call");
    }
    if (isHidden) {
        return _t("Unknown caller");
    }
    return direction === "internal" ? _t("Colleague") : _t("New customer");
}

/**
 * @param {Card} card
 * @returns {string} the number at the other end, or why there is none
 */
export function phoneText({phone, is_hidden: isHidden}) {
    return phone || (isHidden ? _t("Hidden number") : _t("Unknown number"));
}

/**
 * @param {Card} card
 * @returns {string} what else tells the agent what the call is about
 */
export function detailsText(card) {
    const isSaid = card.state === "ringing";
    const details = [talkText(card), isSaid ? "" : directionText(card)];
    if (card.queue) {
        details.push(_t("Queue %s", card.queue));
    }
    if (card.did) {
        details.push(_t("Dialled %s", card.did));
    }
    return details.filter(Boolean).join(" · ");
}

/**
 * @param {Card} card
 * @returns {string} the whole card in one sentence, for screen readers
 */
export function announcementText(card) {
    return [stateText(card), customerText(card), phoneText(card)].join(", ");
}
