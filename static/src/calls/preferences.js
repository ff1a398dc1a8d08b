import {session} from "@web/session";

import {ENDED_STAY} from "./call_entry";

/**
 * What a user wants of calls, set in their own preferences.
 *
 * @typedef {object} Preferences
 * @property {"none"|"card"|"open_ring"|"open_answer"} incoming
 * @property {"none"|"card"|"open_ring"|"open_answer"} outgoing
 * @property {"none"|"bell"|"soft"} ringtone
 * @property {boolean} notify whether the desktop tells of calls
 * @property {number} ended_stay seconds that the card of an ended call stays
 */
const DEFAULTS = {
    incoming: "card",
    outgoing: "card",
    ringtone: "none",
    notify: true,
    ended_stay: ENDED_STAY,
};

/** @returns {Preferences} */
export function readPreferences() {
    return {...DEFAULTS, ...session.callcenter?.preferences};
}

/**
 * @param {Preferences} preferences
 * @param {import("./call_entry").Card} card
 * @returns {"none"|"card"|"open_ring"|"open_answer"} what such a call is to do
 */
export function popupMode(preferences, {direction}) {
    return direction === "outgoing" ? preferences.outgoing : preferences.incoming;
}
