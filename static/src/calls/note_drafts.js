import {reactive} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {RPCError} from "@web/core/network/rpc";

/** Milliseconds without a key before a note is saved. */
export const SAVE_DELAY = 600;
/** Milliseconds after which it is saved even if typing never pauses. */
export const SAVE_AT_LATEST = 3000;
/** Milliseconds before the 1st, 2nd, … new try after a failure; the last one repeats. */
export const RETRY_DELAYS = [2000, 4000, 8000, 16000, 30000];
/** Milliseconds after which what another tab has typed is saved by this one. */
export const ADOPT_DELAY = 5000;
/** Milliseconds during which an own earlier text coming back is taken for an echo. */
const ECHO_PERIOD = 30000;

/**
 * @typedef {object} Draft
 * @property {string|number|false} text what the field shows; of a choice, its id
 * @property {"clean"|"followed"|"pending"|"saving"|"saved"|"failed"|"refused"} status
 *  `followed`: typed in another tab, which saves it while it lives; `pending`: typed,
 *  not sent yet; `failed`: a new try is planned; `refused`: the server said no too
 *  often, typing again tries again
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
        if (draft.status === "followed" && note === draft.text) {
            this.unfollow(callId);
        }
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
        book.followedAt = undefined;
        book.dirtySince ??= Date.now();
        draft.status = "pending";
        const latest = book.dirtySince + SAVE_AT_LATEST - Date.now();
        this._planSave(callId, Math.max(0, Math.min(SAVE_DELAY, latest)));
    }

    /**
     * Take what another tab, or this page before a reload, has typed. It is saved
     * there; here only where that has not happened for `ADOPT_DELAY`.
     *
     * @param {number} callId
     * @param {string} text the whole note
     * @param {number} [typedAt] milliseconds since 1970
     */
    follow(callId, text, typedAt = Date.now()) {
        const draft = this.drafts[callId];
        const book = this.bookkeeping.get(callId);
        const isOwn = this.isUnsaved(callId) && book.followedAt === undefined;
        if (!draft || draft.text === text || isOwn) {
            return;
        }
        browser.clearTimeout(book.timer);
        book.followedAt = typedAt;
        Object.assign(draft, {text, status: "followed", problem: ""});
    }

    /** Another tab has saved what was typed there, or given up what was refused here. */
    unfollow(callId) {
        const draft = this.drafts[callId];
        const book = this.bookkeeping.get(callId);
        if (book?.followedAt === undefined && draft?.status !== "refused") {
            return;
        }
        browser.clearTimeout(book.timer);
        Object.assign(book, {saved: draft.text, followedAt: undefined, failures: 0});
        Object.assign(draft, {status: "clean", problem: ""});
    }

    /** Save what has been followed for too long: its tab is gone, or cannot. */
    adopt() {
        for (const [callId, {followedAt}] of this.bookkeeping) {
            const isFollowed = this.drafts[callId].status === "followed";
            if (isFollowed && Date.now() - followedAt > ADOPT_DELAY) {
                this._save(callId);
            }
        }
    }

    /** Save at once what is not saved, without waiting for a pause. */
    flush(callId) {
        if (this.isUnsaved(callId) && this.drafts[callId].status !== "followed") {
            this._save(callId);
        }
    }

    /** Give up what the server has refused: the agent was told and lets go of it. */
    discardRefused(callId) {
        const draft = this.drafts[callId];
        if (draft?.status === "refused") {
            const book = this.bookkeeping.get(callId);
            book.followedAt = undefined;
            Object.assign(draft, {text: book.saved, status: "clean", problem: ""});
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
        if (!["saving", "pending"].includes(draft.status)) {
            // The tab that typed it has gone on with it meanwhile.
            return;
        }
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
        book.followedAt = undefined;
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
