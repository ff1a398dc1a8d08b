import {browser} from "@web/core/browser/browser";
import {ConnectionLostError} from "@web/core/network/rpc";

/** Milliseconds before the question is asked again when the server was not reached. */
const RETRY_DELAY = 5000;

/**
 * Brings bus messages and the server's answer about open calls into one order.
 *
 * The bus delivers again what a browser missed, however old: a ring of this morning
 * comes as if it were now. So messages wait while the question is under way, and
 * those that the answer already knows of are dropped.
 */
export class CallSync {
    /**
     * @param {object} parts
     * @param {import("./call_server").CallServer} parts.server asked which calls are
     *  open
     * @param {import("./callcenter").CallCenter} parts.calls `apply`s messages and
     *  `reconcile`s with answers
     */
    constructor({server, calls}) {
        Object.assign(this, {server, calls});
        /** Messages up to this bus id are old; null before the first answer. */
        this.floor = null;
        this.waiting = [];
        this.isAsking = false;
    }

    /** Whether the server has answered, or could not. */
    get hasAsked() {
        return this.floor !== null;
    }

    /**
     * Take one message of the bus.
     *
     * @param {object} card
     * @param {number} busId
     */
    receive(card, busId) {
        if (this.isAsking || !this.hasAsked) {
            this.waiting.push([card, busId]);
            this.ask();
        } else if (busId > this.floor) {
            this.calls.apply(card, busId);
        }
    }

    /** Ask the server which calls are open; does nothing while that is under way. */
    async ask() {
        if (this.isAsking) {
            return;
        }
        browser.clearTimeout(this.retryTimer);
        this.isAsking = true;
        try {
            const answer = await this.server.getActiveCalls();
            this.floor = Math.max(this.floor ?? 0, answer.bus_id);
            this.calls.reconcile(answer);
        } catch (error) {
            this._onFailure(error);
        } finally {
            this.isAsking = false;
            this._releaseWaiting();
        }
    }

    _onFailure(error) {
        // Without an answer a popup too many is better than one too few.
        this.floor ??= 0;
        if (error instanceof ConnectionLostError) {
            this.retryTimer = browser.setTimeout(() => this.ask(), RETRY_DELAY);
            return;
        }
        console.warn(
            "Call Center: the open calls could not be read; reload the page.",
            error
        );
    }

    _releaseWaiting() {
        for (const [card, busId] of this.waiting.splice(0)) {
            if (busId > this.floor) {
                this.calls.apply(card, busId);
            }
        }
    }
}
