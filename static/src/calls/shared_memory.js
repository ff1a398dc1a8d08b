import {EventBus} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";

/** Milliseconds after which what was remembered of a call is of no use any more. */
const KEPT = 3600 * 1000;

/**
 * What all tabs of a user know of a call, and know again after a reload.
 *
 * @typedef {object} CallMemory
 * @property {"stack"|"tray"|"away"} [place] where the agent has put its card
 * @property {{note?: string, outcome_id?: number|false}} [draft] what may not be on
 *  the server yet
 * @property {string} [writer] the tab that wrote the draft, or that it is settled
 * @property {object} [card] the call as it was last seen, of an ended or noted one
 * @property {number} [until] milliseconds since 1970, when an ended card goes
 * @property {boolean} [isOpened] its customer was opened, or was not to be
 * @property {number} [at] milliseconds since 1970, when this was written
 */

/**
 * Keeps a `CallMemory` for each call in the browser's storage. Where there is none, as
 * in some private windows, each tab is on its own, and nothing else changes.
 *
 * Triggers "changed" with `{callId, memory}` when another tab has written.
 */
export class SharedMemory extends EventBus {
    /**
     * @param {object} options
     * @param {string} options.prefix tells the users of one browser apart
     */
    constructor({prefix}) {
        super();
        this.prefix = `callcenter.call/${prefix}/`;
        browser.addEventListener("storage", ({key, newValue}) => {
            if (key?.startsWith(this.prefix) && newValue) {
                const callId = Number(key.slice(this.prefix.length));
                this.trigger("changed", {callId, memory: parse(newValue)});
            }
        });
    }

    /** @returns {CallMemory} */
    get(callId) {
        try {
            return parse(browser.localStorage.getItem(this.prefix + callId));
        } catch {
            return {};
        }
    }

    /** Remember more of a call. Undefined forgets a part. */
    update(callId, values) {
        const memory = {...this.get(callId), ...values, at: Date.now()};
        try {
            browser.localStorage.setItem(this.prefix + callId, JSON.stringify(memory));
        } catch {
            // full, or switched off
        }
    }

    /** Forget a call, but never what may not be on the server yet. */
    forget(callId) {
        if (this.get(callId).draft === undefined) {
            browser.localStorage.removeItem(this.prefix + callId);
        }
    }

    /** Whether something is kept here that may not be on the server yet. */
    get hasDrafts() {
        return this._callIds().some((callId) => this.get(callId).draft !== undefined);
    }

    /** Forget all calls of this user: they are leaving this browser. */
    clear() {
        for (const callId of this._callIds()) {
            browser.localStorage.removeItem(this.prefix + callId);
        }
    }

    _callIds() {
        return Object.keys(browser.localStorage)
            .filter((key) => key.startsWith(this.prefix))
            .map((key) => Number(key.slice(this.prefix.length)));
    }

    /**
     * Forget what is of no use any more.
     *
     * @returns {[number, CallMemory][]} the rest
     */
    recollect() {
        const callIds = this._callIds();
        for (const callId of callIds) {
            if (!(Date.now() - this.get(callId).at < KEPT)) {
                this.forget(callId);
            }
        }
        return callIds.map((callId) => [callId, this.get(callId)]);
    }
}

function parse(text) {
    try {
        return JSON.parse(text) ?? {};
    } catch {
        return {};
    }
}
