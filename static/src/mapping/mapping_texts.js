import {_t} from "@web/core/l10n/translation";

/** What a field of a request may be, as people read it. */
export const ROLES = [
    ["callid", _t("the call's id")],
    ["event", _t("the word of the event (rings, answered, ended)")],
    ["direction", _t("the word of the direction (in, out)")],
    ["phone", _t("the customer's number")],
    ["extension", _t("the extension")],
    ["caller", _t("who calls (from)")],
    ["called", _t("who is called (to)")],
    ["queue", _t("the queue")],
    ["did", _t("our number that was called")],
    ["status", _t("the word of the outcome")],
    ["at", _t("when it happened")],
    ["calldate", _t("when the call began")],
    ["duration", _t("its duration")],
    ["billsec", _t("its talk")],
    ["holdtime", _t("its wait")],
    ["recordingfile", _t("the recording")],
    ["ring", _t("the id of one telephone's ring")],
    ["parent", _t("the id of the call that it continues")],
];

/** Table of words ▸ its title, and what a word of it may mean. */
export const TABLES = {
    event: {
        title: _t("Words of the event"),
        meanings: [
            ["arrive", _t("a call has come, nothing rings yet")],
            ["ring", _t("it rings")],
            ["dial", _t("an extension dials")],
            ["answer", _t("it was answered")],
            ["end", _t("it has ended")],
            ["over", _t("the whole call has ended")],
            ["missed", _t("the call was missed")],
            ["record", _t("figures or a recording")],
            ["nothing", _t("nothing of a call")],
        ],
    },
    direction: {
        title: _t("Words of the direction"),
        meanings: [
            ["in", _t("a customer calls")],
            ["out", _t("an extension calls out")],
        ],
    },
    status: {
        title: _t("Words of the outcome"),
        meanings: [
            ["answered", _t("answered")],
            ["no_answer", _t("not answered")],
            ["busy", _t("busy or declined")],
            ["cancelled", _t("the caller gave up")],
            ["failed", _t("failed")],
            ["voicemail", _t("voicemail")],
            ["unknown", _t("over, no telling how")],
        ],
    },
};

/**
 * Say in a few words what an event of the wire tells.
 *
 * @param {object} event
 * @returns {string}
 */
export function eventText(event) {
    if (event.name === "call_end") {
        return event.extension ? _t("Ended at %s", event.extension) : _t("Ended");
    }
    if (event.name === "call_info") {
        return _t("Figures");
    }
    const isOut = event.name === "init";
    if (event.event === "ANSWER") {
        return event.extension ? _t("Answered at %s", event.extension) : _t("Answered");
    }
    if (isOut) {
        return event.extension ? _t("%s dials", event.extension) : _t("Somebody dials");
    }
    return event.extension ? _t("Rings at %s", event.extension) : _t("A call has come");
}

/**
 * What an event carries beside it, as one text.
 *
 * @param {object} event
 * @returns {string}
 */
export function eventDetails(event) {
    const {callid, phone, queue, did, status} = event;
    return [callid, phone, queue, did, status].filter(Boolean).join(" · ");
}
