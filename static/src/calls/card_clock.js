import {reactive} from "@odoo/owl";

import {monotonicClock} from "@callcenter/core/monotonic_clock";

import {browser} from "@web/core/browser/browser";

/** Does once a second, while there is a card, what time brings: it runs, it ends. */
export class CardClock {
    /**
     * @param {object} parts
     * @param {import("./call_store").CallStore} parts.store
     * @param {import("./call_drafts").CallDrafts} parts.drafts
     * @param {import("./shared_calls").SharedCalls} parts.shared
     */
    constructor({store, drafts, shared}) {
        Object.assign(this, {store, drafts, shared});
        /** Seconds, moving on once a second while a card is open. */
        this.shown = reactive({now: 0});
        this.ticker = null;
    }

    /** Bring everything to the present moment. */
    beat() {
        this.drafts.adopt();
        for (const callId of this.store.expiring) {
            this.store.touch(callId);
            this.shared.rememberStay(callId);
        }
        this.store.sweep();
        this.shown.now = monotonicClock.now();
        this._runIf(Object.keys(this.store.entries).length > 0);
    }

    _runIf(isNeeded) {
        if (isNeeded && !this.ticker) {
            this.ticker = browser.setInterval(() => this.beat(), 1000);
        } else if (!isNeeded && this.ticker) {
            browser.clearInterval(this.ticker);
            this.ticker = null;
        }
    }
}
