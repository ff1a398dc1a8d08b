import {browser} from "@web/core/browser/browser";
import {RPCError} from "@web/core/network/rpc";

import {DRAFT_STATES, nextState} from "./draft_states";

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
 * What the screen shows of a draft.
 *
 * @typedef {object} ShownDraft
 * @property {string|number|false} text what the field shows; of a choice, its id
 * @property {import("./draft_states").DraftState} status
 * @property {string} problem why it is `failed` or `refused`, in the server's words
 */

/**
 * One text of one call on its way to the server. Every change of its state goes
 * through the table in draft_states.js.
 */
export class Draft {
    /**
     * @param {object} options
     * @param {import("./call_server").CallServer} options.server
     * @param {number} options.callId
     * @param {"note"|"outcome_id"} options.field
     * @param {ShownDraft} options.shown reactive; nobody else changes it
     * @param {import("@odoo/owl").EventBus} options.events told "settled" when the
     *  server has the text, "refused" when only the agent can help
     */
    constructor({server, callId, field, shown, events}) {
        Object.assign(this, {server, callId, field, shown, events});
        /** What the server has, as far as is known here. */
        this.saved = shown.text;
        /** Texts sent from here: they may come back late, by the bus. */
        this.past = new Set();
        this.failures = 0;
        this.isSending = false;
    }

    get isUnsaved() {
        return DRAFT_STATES[this.shown.status].isUnsaved;
    }

    /** Whether the text is another tab's. */
    get isTheirs() {
        return this.followedAt !== undefined;
    }

    /**
     * Take the text that the server told of. What is not saved yet stays, and so does
     * what was just saved: an update that was on its way meanwhile still carries the
     * text as it was before.
     */
    tell(text) {
        if (this.shown.status === "followed" && text === this.shown.text) {
            this.settle();
        }
        const isNews = text !== this.shown.text && !this._isEcho(text);
        if (isNews && this._enter("tell", {text})) {
            this.saved = text;
        }
    }

    /** Take what the agent typed, the whole text; it is saved a moment later. */
    type(text) {
        if (text === this.shown.text) {
            return;
        }
        this._enter("type", {text});
        Object.assign(this, {failures: 0, followedAt: undefined});
        this.typedSince ??= Date.now();
        const latest = this.typedSince + SAVE_AT_LATEST - Date.now();
        this._planSend(Math.max(0, Math.min(SAVE_DELAY, latest)));
    }

    /**
     * Take what another tab, or this page before a reload, has typed.
     *
     * @param {string|number|false} text
     * @param {number} typedAt milliseconds since 1970
     */
    follow(text, typedAt) {
        if (text !== this.shown.text && this._enter("follow", {text})) {
            this.followedAt = typedAt;
        }
    }

    /** Another tab has saved what was typed there, or given up what was refused here. */
    settle() {
        if (this._enter("settle")) {
            const saved = this.shown.text;
            Object.assign(this, {saved, followedAt: undefined, failures: 0});
        }
    }

    /** Save what has been followed for too long: its tab is gone, or cannot. */
    adopt() {
        if (this.isTheirs && Date.now() - this.followedAt > ADOPT_DELAY) {
            this._send("adopt");
        }
    }

    /** Save at once what was typed here and is not saved. */
    flush() {
        this._send("send");
    }

    /** Give up what the server has refused: the agent was told and lets go of it. */
    discard() {
        if (this._enter("discard", {text: this.saved})) {
            this.followedAt = undefined;
        }
    }

    /**
     * Go where the table says that an event leads.
     *
     * @param {string} event
     * @param {Partial<ShownDraft>} [values] what the screen shows from then on
     * @returns {boolean} whether the event counts in this state
     */
    _enter(event, values = {}) {
        const status = nextState(this.shown.status, event, this.isTheirs);
        if (!status) {
            return false;
        }
        browser.clearTimeout(this.timer);
        Object.assign(this.shown, {problem: "", ...values, status});
        return true;
    }

    _planSend(delay) {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this._send("send"), delay);
    }

    async _send(event) {
        // The one under way looks at the text again when it is done.
        if (this.isSending || !this._enter(event)) {
            return;
        }
        const {text} = this.shown;
        this._keepForEchoes(text);
        this.typedSince = undefined;
        this.isSending = true;
        let failure;
        try {
            await this.server.writeCall(this.callId, {[this.field]: text});
        } catch (error) {
            failure = error;
        }
        this.isSending = false;
        if (failure) {
            this._onFailure(failure);
        } else {
            this._onSaved(text);
        }
    }

    _onSaved(text) {
        const isAll = this.shown.text === text;
        if (!this._enter(isAll ? "taken" : "outdated")) {
            // The tab that typed it has gone on with it meanwhile.
            return;
        }
        const savedAt = Date.now();
        Object.assign(this, {saved: text, savedAt, failures: 0, followedAt: undefined});
        if (isAll) {
            this.events.trigger("settled", {callId: this.callId});
        } else {
            this._planSend(SAVE_DELAY);
        }
    }

    _onFailure(error) {
        const isAnswer = error instanceof RPCError;
        const isLast = isAnswer && this.failures >= RETRY_DELAYS.length;
        const problem = (isAnswer && error.data?.message) || error.message || "";
        if (!this._enter(isLast ? "refuse" : "fail", {problem})) {
            return;
        }
        this.failures += 1;
        if (isLast) {
            this.events.trigger("refused", {callId: this.callId});
        } else {
            const round = Math.min(this.failures, RETRY_DELAYS.length) - 1;
            this._planSend(RETRY_DELAYS[round]);
        }
    }

    get _echoesAreOver() {
        return this.savedAt !== undefined && Date.now() - this.savedAt > ECHO_PERIOD;
    }

    _keepForEchoes(text) {
        if (this._echoesAreOver) {
            this.past.clear();
        }
        this.past.add(this.saved).add(text);
    }

    _isEcho(text) {
        return (
            this.savedAt !== undefined && !this._echoesAreOver && this.past.has(text)
        );
    }
}
