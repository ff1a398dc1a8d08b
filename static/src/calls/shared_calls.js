import {monotonicClock} from "@callcenter/core/monotonic_clock";

import {TOUCHED_STAY} from "./call_entry";

/**
 * What this tab lets the user's other tabs, and itself after a reload, know of its
 * calls: their place, how long their cards stay, what is not saved yet.
 */
export class SharedCalls {
    /**
     * @param {object} parts
     * @param {import("./shared_memory").SharedMemory} parts.memory
     * @param {import("./call_store").CallStore} parts.store
     * @param {import("./call_drafts").CallDrafts} parts.drafts
     */
    constructor({memory, store, drafts}) {
        Object.assign(this, {memory, store, drafts});
        /** Tells this tab from the user's others. */
        this.tab = `${Date.now()}/${Math.random()}`;
        this.isRecollected = false;
    }

    rememberPlace(callId, place) {
        this.memory.update(callId, {place});
    }

    /** The card stays on screen for its time, also in a tab that opens meanwhile. */
    rememberStay(callId) {
        const {card, staysUntil = null} = this.store.entries[callId] ?? {};
        if (staysUntil !== null) {
            const seconds = staysUntil - monotonicClock.now();
            this.memory.update(callId, {card, until: Date.now() + seconds * 1000});
        }
    }

    rememberDraft(callId) {
        const draft = this.drafts.unsaved(callId);
        const card = this.store.entries[callId]?.card;
        const writer = this.tab;
        this.memory.update(callId, draft ? {draft, card, writer} : {draft, writer});
    }

    /**
     * Take what another tab has written.
     *
     * @param {number} callId
     * @param {import("./shared_memory").CallMemory} memory
     */
    takeOver(callId, {place, draft = {}, writer, until = 0}) {
        if (!this.store.entries[callId]) {
            return;
        }
        if (writer !== this.tab) {
            this.drafts.follow(callId, draft);
        }
        this.store.keep(callId, (until - Date.now()) / 1000);
        if (place) {
            this.store.put(callId, place);
        }
    }

    /** Bring back, once, what a reload or the end of the browser has interrupted. */
    recollect() {
        if (this.isRecollected) {
            return;
        }
        this.isRecollected = true;
        for (const [callId, memory] of this.memory.recollect()) {
            this._restoreCard(memory);
            if (memory.draft !== undefined) {
                this._restoreDraft(callId, memory);
            }
        }
    }

    _restoreCard({card, until = 0, draft}) {
        const rest = (until - Date.now()) / 1000;
        const seconds = Math.max(rest, draft === undefined ? 0 : TOUCHED_STAY);
        if (card && seconds > 0) {
            this.store.restore(card, seconds);
        }
    }

    _restoreDraft(callId, {draft, at}) {
        this.drafts.follow(callId, draft, at);
        if (this.store.entries[callId] && !this.drafts.isUnsaved(callId)) {
            // The server has got it meanwhile.
            this.rememberDraft(callId);
        }
    }
}
