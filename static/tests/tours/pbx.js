import {cookie} from "@web/core/browser/cookie";

/**
 * Post one event the way an exchange does. The tours' driver leaves the token of the
 * connection in a cookie.
 *
 * @param {"call_in"|"call_end"|"init"|"call_info"} endpoint
 * @param {object} event
 * @returns {Promise<object>} the answer
 * @throws {Error} where the event was refused
 */
export async function postEvent(endpoint, event) {
    const response = await fetch(`/api/callcenter/${endpoint}`, {
        method: "POST",
        headers: {
            "Content-Type": "application/json",
            Authorization: `Bearer ${cookie.get("callcenter_tour_token")}`,
        },
        body: JSON.stringify(event),
    });
    const answer = await response.json();
    if (!response.ok || answer.status !== "ok") {
        throw new Error(`${endpoint} was refused: ${JSON.stringify(answer)}`);
    }
    return answer;
}

/**
 * A tour step that posts one event.
 *
 * @param {string} endpoint
 * @param {object} event
 */
export function postStep(endpoint, event) {
    return {
        content: `The exchange posts ${endpoint} of ${event.callid}`,
        trigger: ".o_main_navbar",
        run: () => postEvent(endpoint, event),
    };
}

/** The selector of a call's card. */
export function card(callid) {
    return `.o_callcenter_popup[data-callid='${callid}']`;
}
