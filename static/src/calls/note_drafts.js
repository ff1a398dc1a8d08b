import {reactive} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {RPCError} from "@web/core/network/rpc";

/** Milliseconds without a key before a note is saved. */
export const SAVE_DELAY = 600;
/** Milliseconds after which it is saved even if typing never pauses. */
export const SAVE_AT_LATEST = 3000;
/** Milliseconds before the 1st, 2nd, … new try after a failure; the last one repeats. */
export const RETRY_DELAYS = [2000, 4000, 8000, 16000, 30000];
/** Milliseconds during which an own earlier text coming back is taken for an echo. */
const ECHO_PERIOD = 30000;

/**
 * @typedef {object} Draft
 * @property {string|number|false} text what the field shows; of a choice, its id
 * @property {"clean"|"pending"|"saving"|"saved"|"failed"|"refused"} status
 *  `pending`: typed, not sent yet; `failed`: a new try is planned; `refused`: the
 *  server said no too often, typing again tries again
 * @property {string} problem why it is `failed` or `refused`, in the server's words
 */

/**
 * The notes being written, one for each call; or what is chosen there. They live here
 * and not in a card, so that what was typed outlives the card and is never overwritten
 * by an update.
 */
export class NoteDrafts {
    /**
     * @param {object} options
     * @param {(callId: number, text: string) => Promise<any>} options.save
     * @param {(callId: number) => void} [options.onSettled] called when nothing of a
     *  note is unsaved any more
     * @param {(callId: number) => void} [options.onRefused] called when a note
     *  cannot be saved without the agent's help
     */
    constructor({save, onSettled = () => {}, onRefused = () => {}}) {
        this.save = save;
        this.onSettled = onSettled;
        this.onRefused = onRefused;
        /** @type {Record<number, Draft>} */
        this.drafts = reactive({});
        /** What a draft needs besides what the screen shows. */
        this.bookkeeping = new Map();
    }

    /** Whether something of this call's note is not on the server. */
    isUnsaved(callId) {
        const draft = this.drafts[callId];
        return Boolean(draft) && !["clean", "saved"].includes(draft.status);
    }

    /**
     * Take the note that the server told of. Text that is not saved yet stays, and
     * so does text that was just saved: an update that was on its way meanwhile
     * still carries the note as it was before.
     *
     * @param {number} callId
     * @param {string} note
     */
    receive(callId, note) {
        const draft = this.drafts[callId];
        if (!draft) {
            this.drafts[callId] = {text: note, status: "clean", problem: ""};
            this.bookkeeping.set(callId, {saved: note, past: new Set(), failures: 0});
            return;
        }
        const book = this.bookkeeping.get(callId);
        if (this.isUnsaved(callId) || note === draft.text || this._isEcho(book, note)) {
            return;
        }
        Object.assign(draft, {text: note, status: "clean", problem: ""});
        book.saved = note;
    }

    /**
     * Take what the agent typed; it is saved a moment later.
     *
     * @param {number} callId
     * @param {string} text the whole note
     */
    type(callId, text) {
        const draft = this.drafts[callId];
        const book = this.bookkeeping.get(callId);
        if (!draft || draft.text === text) {
            return;
        }
        draft.text = text;
        draft.problem = "";
        book.failures = 0;
        book.dirtySince ??= Date.now();
        draft.status = "pending";
        const latest = book.dirtySince + SAVE_AT_LATEST - Date.now();
        this._planSave(callId, Math.max(0, Math.min(SAVE_DELAY, latest)));
    }

    /** Save at once what is not saved, without waiting for a pause. */
    flush(callId) {
        if (this.isUnsaved(callId)) {
            this._save(callId);
        }
    }

    /** Save what is not saved, or give it up where the agent knows that it is refused. */
    leave(callId) {
        if (this.drafts[callId]?.status === "refused") {
            this._giveUp(callId);
        } else {
            this.flush(callId);
        }
    }

    /** Save at once every note that is not saved: the connection is back. */
    flushAll() {
        for (const callId of this.bookkeeping.keys()) {
            this.flush(callId);
        }
    }

    /** Let go of a call's note. Keeps it while something of it is unsaved. */
    forget(callId) {
        if (!this.isUnsaved(callId)) {
            delete this.drafts[callId];
            this.bookkeeping.delete(callId);
        }
    }

    _giveUp(callId) {
        const book = this.bookkeeping.get(callId);
        const draft = this.drafts[callId];
        Object.assign(draft, {text: book.saved, status: "clean", problem: ""});
        book.failures = 0;
        this.onSettled(callId);
    }

    _planSave(callId, delay) {
        const book = this.bookkeeping.get(callId);
        browser.clearTimeout(book.timer);
        book.timer = browser.setTimeout(() => this._save(callId), delay);
    }

    async _save(callId) {
        const draft = this.drafts[callId];
        const book = this.bookkeeping.get(callId);
        browser.clearTimeout(book.timer);
        if (book.isSaving) {
            // The one under way looks at the text again when it is done.
            return;
        }
        const text = draft.text;
        book.isSaving = true;
        book.dirtySince = undefined;
        book.past.add(book.saved).add(text);
        draft.status = "saving";
        let failure;
        try {
            await this.save(callId, text);
        } catch (error) {
            failure = error;
        }
        book.isSaving = false;
        if (failure) {
            this._onFailure(callId, failure);
        } else {
            this._onSaved(callId, text);
        }
    }

    _onSaved(callId, text) {
        const draft = this.drafts[callId];
        const book = this.bookkeeping.get(callId);
        Object.assign(book, {saved: text, savedAt: Date.now(), failures: 0});
        if (draft.text !== text) {
            draft.status = "pending";
            this._planSave(callId, SAVE_DELAY);
            return;
        }
        Object.assign(draft, {status: "saved", problem: ""});
        this.onSettled(callId);
    }

    _onFailure(callId, error) {
        const draft = this.drafts[callId];
        const book = this.bookkeeping.get(callId);
        const isAnswer = error instanceof RPCError;
        draft.problem = (isAnswer && error.data?.message) || error.message || "";
        book.failures += 1;
        if (isAnswer && book.failures > RETRY_DELAYS.length) {
            // The server is there and refuses; only the agent can help now.
            draft.status = "refused";
            this.onRefused(callId);
            return;
        }
        draft.status = "failed";
        const delay = RETRY_DELAYS[Math.min(book.failures, RETRY_DELAYS.length) - 1];
        this._planSave(callId, delay);
    }

    _isEcho(book, note) {
        if (book.savedAt === undefined || Date.now() - book.savedAt > ECHO_PERIOD) {
            book.past.clear();
            return false;
        }
        return book.past.has(note);
    }
}
