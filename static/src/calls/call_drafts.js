import {EventBus} from "@odoo/owl";

import {NoteDrafts} from "./note_drafts";

/**
 * What agents write of their calls: the note and the wrap-up code. Each is saved by
 * itself, so that a choice neither waits for the typing nor sends a half-written note.
 *
 * Triggers "settled" when one of the two has been saved, and "refused" when one cannot
 * be saved without the agent's help; both with `{callId}`.
 */
export class CallDrafts extends EventBus {
    /** @param {import("./call_server").CallServer} server */
    constructor(server) {
        super();
        this.note = new NoteDrafts({server, field: "note", events: this});
        this.outcome = new NoteDrafts({server, field: "outcome_id", events: this});
        /** In the words of a card. */
        this.parts = [
            ["note", this.note],
            ["outcome_id", this.outcome],
        ];
    }

    isUnsaved(callId) {
        return this.parts.some(([, drafts]) => drafts.isUnsaved(callId));
    }

    get hasUnsaved() {
        return this.parts.some(([, drafts]) => drafts.hasUnsaved);
    }

    isRefused(callId) {
        return this.parts.some(([, drafts]) => drafts.isRefused(callId));
    }

    /** @param {{id: number, note?: string, outcome_id?: number|false}} card */
    receive(card) {
        for (const [name, drafts] of this.parts) {
            if (name in card) {
                drafts.receive(card.id, card[name]);
            }
        }
    }

    /**
     * Take what another tab, or this page before it was loaded again, has not saved.
     *
     * @param {number} callId
     * @param {{note?: string, outcome_id?: number|false}} values
     * @param {number} [writtenAt] milliseconds since 1970
     */
    follow(callId, values, writtenAt) {
        for (const [name, drafts] of this.parts) {
            if (name in values) {
                drafts.follow(callId, values[name], writtenAt);
            } else {
                drafts.settle(callId);
            }
        }
    }

    /** Save what another tab should have saved and did not. */
    adopt() {
        this.parts.forEach(([, drafts]) => drafts.adopt());
    }

    /** @returns {{note: string, outcome_id: number|false}} what is written of a call */
    values(callId) {
        return textsOf(callId, this.parts);
    }

    /**
     * @param {number} callId
     * @returns {{note?: string, outcome_id?: number|false}|undefined} what of it may not
     *  be on the server; undefined where all of it is
     */
    unsaved(callId) {
        const parts = this.parts.filter(([, drafts]) => drafts.isUnsaved(callId));
        return parts.length ? textsOf(callId, parts) : undefined;
    }

    flush(callId) {
        this.parts.forEach(([, drafts]) => drafts.flush(callId));
    }

    flushAll() {
        this.parts.forEach(([, drafts]) => drafts.flushAll());
    }

    /** Give up what the server has refused. */
    discardRefused(callId) {
        this.parts.forEach(([, drafts]) => drafts.discardRefused(callId));
    }

    forget(callId) {
        this.parts.forEach(([, drafts]) => drafts.forget(callId));
    }
}

function textsOf(callId, parts) {
    return Object.fromEntries(
        parts.map(([name, drafts]) => [name, drafts.drafts[callId].text])
    );
}
