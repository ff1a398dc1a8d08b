import {reactive} from "@odoo/owl";

import {Draft} from "./draft";

/**
 * The notes being written, one for each call; or what is chosen there. They live here
 * and not in a card, so that what was typed outlives the card and is never overwritten
 * by an update.
 */
export class NoteDrafts {
    /**
     * @param {object} options see `Draft`
     * @param {import("./call_server").CallServer} options.server
     * @param {"note"|"outcome_id"} options.field
     * @param {import("@odoo/owl").EventBus} options.events
     */
    constructor({server, field, events}) {
        this.common = {server, field, events};
        /** @type {Record<number, import("./draft").ShownDraft>} */
        this.drafts = reactive({});
        /** @type {Map<number, Draft>} */
        this.byCall = new Map();
    }

    /** Whether something of this call's note is not on the server. */
    isUnsaved(callId) {
        return Boolean(this.byCall.get(callId)?.isUnsaved);
    }

    /** Whether something of any call's note is not on the server. */
    get hasUnsaved() {
        return [...this.byCall.values()].some((draft) => draft.isUnsaved);
    }

    isRefused(callId) {
        return this.drafts[callId]?.status === "refused";
    }

    /** Take the note that the server told of. */
    receive(callId, note) {
        if (this.byCall.has(callId)) {
            this.byCall.get(callId).tell(note);
            return;
        }
        this.drafts[callId] = {text: note, status: "clean", problem: ""};
        const shown = this.drafts[callId];
        this.byCall.set(callId, new Draft({...this.common, callId, shown}));
    }

    type(callId, text) {
        this.byCall.get(callId)?.type(text);
    }

    follow(callId, text, typedAt = Date.now()) {
        this.byCall.get(callId)?.follow(text, typedAt);
    }

    settle(callId) {
        this.byCall.get(callId)?.settle();
    }

    adopt() {
        this.byCall.forEach((draft) => draft.adopt());
    }

    flush(callId) {
        this.byCall.get(callId)?.flush();
    }

    /** Save at once every note that is not saved: the connection is back. */
    flushAll() {
        this.byCall.forEach((draft) => draft.flush());
    }

    discardRefused(callId) {
        this.byCall.get(callId)?.discard();
    }

    /** Let go of a call's note. Keeps it while something of it is unsaved. */
    forget(callId) {
        if (!this.isUnsaved(callId)) {
            delete this.drafts[callId];
            this.byCall.delete(callId);
        }
    }
}
