import {NoteDrafts} from "./note_drafts";

/** Statuses from good to bad; a card shows the worst of what it saves. */
const STATUSES = ["clean", "saved", "pending", "saving", "failed", "refused"];

/**
 * What agents write of their calls: the note and the wrap-up code. Each is saved by
 * itself, so that a choice neither waits for the typing nor sends a half-written note.
 */
export class CallDrafts {
    /**
     * @param {object} options
     * @param {(callId: number, values: object) => Promise<any>} options.save
     * @param {(callId: number) => void} [options.onSettled] called when nothing of a
     *  call is unsaved any more
     * @param {(callId: number) => void} [options.onRefused] see NoteDrafts
     */
    constructor({save, onSettled = () => {}, onRefused}) {
        const listeners = {
            onRefused,
            onSettled: (callId) => this.isUnsaved(callId) || onSettled(callId),
        };
        this.note = new NoteDrafts({
            save: (callId, note) => save(callId, {note}),
            ...listeners,
        });
        this.outcome = new NoteDrafts({
            save: (callId, id) => save(callId, {outcome_id: id}),
            ...listeners,
        });
        this.all = [this.note, this.outcome];
    }

    isUnsaved(callId) {
        return this.all.some((drafts) => drafts.isUnsaved(callId));
    }

    /** @param {{id: number, note: string, outcome_id: number|false}} card */
    receive({id, note, outcome_id: outcomeId}) {
        this.note.receive(id, note);
        this.outcome.receive(id, outcomeId);
    }

    /**
     * Take what an agent wrote before the page was loaded again, if it is not saved.
     *
     * @param {number} callId
     * @param {{note: string, outcome_id: number|false}} values
     */
    type(callId, {note, outcome_id: outcomeId}) {
        this.note.type(callId, note);
        this.outcome.type(callId, outcomeId);
    }

    /** What is written of this call, in the words of a card. */
    values(callId) {
        return {
            note: this.note.drafts[callId].text,
            outcome_id: this.outcome.drafts[callId].text,
        };
    }

    flush(callId) {
        this.all.forEach((drafts) => drafts.flush(callId));
    }

    flushAll() {
        this.all.forEach((drafts) => drafts.flushAll());
    }

    forget(callId) {
        this.all.forEach((drafts) => drafts.forget(callId));
    }
}

/**
 * @param {...(import("./note_drafts").Draft|undefined)} drafts
 * @returns {{status: string, problem: string}} of the one that is worst off
 */
export function worstOf(...drafts) {
    const known = drafts.filter(Boolean);
    const rank = ({status}) => STATUSES.indexOf(status);
    return known.sort((a, b) => rank(b) - rank(a))[0] ?? {status: "clean", problem: ""};
}
