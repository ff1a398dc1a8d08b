import {NoteDrafts} from "./note_drafts";

/** Statuses from good to bad; a card shows the worst of what it saves. */
const STATUSES = [
    "clean",
    "saved",
    "followed",
    "pending",
    "saving",
    "failed",
    "refused",
];

/**
 * What agents write of their calls: the note and the wrap-up code. Each is saved by
 * itself, so that a choice neither waits for the typing nor sends a half-written note.
 */
export class CallDrafts {
    /**
     * @param {object} options
     * @param {(callId: number, values: object) => Promise<any>} options.save
     * @param {(callId: number) => void} [options.onSettled] called when one of the
     *  two has been saved
     * @param {(callId: number) => void} [options.onRefused] see NoteDrafts
     */
    constructor({save, onSettled = () => {}, onRefused}) {
        const listeners = {onRefused, onSettled};
        this.note = new NoteDrafts({
            save: (callId, note) => save(callId, {note}),
            ...listeners,
        });
        this.outcome = new NoteDrafts({
            save: (callId, id) => save(callId, {outcome_id: id}),
            ...listeners,
        });
        /** In the words of a card. */
        this.parts = [
            ["note", this.note],
            ["outcome_id", this.outcome],
        ];
    }

    isUnsaved(callId) {
        return this.parts.some(([, drafts]) => drafts.isUnsaved(callId));
    }

    isRefused(callId) {
        return this.parts.some(
            ([, drafts]) => drafts.drafts[callId]?.status === "refused"
        );
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
                drafts.unfollow(callId);
            }
        }
    }

    /** Save what another tab should have saved and did not. */
    adopt() {
        this.parts.forEach(([, drafts]) => drafts.adopt());
    }

    /** @returns {{note: string, outcome_id: number|false}} what is written of a call */
    values(callId) {
        return this._textsOf(callId, this.parts);
    }

    /**
     * @param {number} callId
     * @returns {{note?: string, outcome_id?: number|false}|undefined} what of it may not
     *  be on the server; undefined where all of it is
     */
    unsaved(callId) {
        const parts = this.parts.filter(([, drafts]) => drafts.isUnsaved(callId));
        return parts.length ? this._textsOf(callId, parts) : undefined;
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

    _textsOf(callId, parts) {
        return Object.fromEntries(
            parts.map(([name, drafts]) => [name, drafts.drafts[callId].text])
        );
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
