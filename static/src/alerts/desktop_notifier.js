import {directionText, customerText, phoneText} from "@callcenter/popup/call_texts";

import {browser} from "@web/core/browser/browser";

import {hasTabLocks, holdWhileVisible, inOneTab, isHeld} from "./tab_locks";

const VISIBLE = "callcenter.visible";
const OFFERED = "callcenter.notification_offered";

/** Tells of calls on the desktop while no tab of Odoo is on screen. */
export class DesktopNotifier {
    /** @param {import("@callcenter/calls/preferences").Preferences} preferences */
    constructor(preferences) {
        this.preferences = preferences;
        this.isPossible = hasTabLocks() && Boolean(browser.Notification);
        this.shown = new Map();
        if (this.isPossible) {
            holdWhileVisible(VISIBLE);
        }
    }

    get isWanted() {
        return this.isPossible && this.preferences.notify;
    }

    /** Whether the user was never asked for the permission, here or by others. */
    get isToBeOffered() {
        return (
            this.isWanted &&
            browser.Notification.permission === "default" &&
            !browser.localStorage.getItem(OFFERED)
        );
    }

    /** @param {boolean} isWanted what the user says to the offer */
    async answerOffer(isWanted) {
        browser.localStorage.setItem(OFFERED, "1");
        if (isWanted) {
            await browser.Notification.requestPermission();
        }
    }

    /** @param {import("@callcenter/calls/call_entry").Card[]} cards that ring now */
    set(cards) {
        const ringing = new Set(cards.map(({id}) => id));
        for (const [callId, abort] of this.shown) {
            if (!ringing.has(callId)) {
                abort.abort();
                this.shown.delete(callId);
            }
        }
        for (const card of cards) {
            if (!this.shown.has(card.id)) {
                const abort = new AbortController();
                this.shown.set(card.id, abort);
                this._tell(card, abort.signal);
            }
        }
    }

    async _tell(card, signal) {
        const isAllowed =
            this.isWanted && browser.Notification.permission === "granted";
        if (isAllowed && !(await isHeld(VISIBLE))) {
            inOneTab(`callcenter.notify.${card.id}`, signal, () => show(card, signal));
        }
    }
}

function show(card, signal) {
    const tag = `callcenter-${card.id}`;
    const body = `${directionText(card)} · ${phoneText(card)}`;
    try {
        const notification = new browser.Notification(customerText(card), {body, tag});
        notification.addEventListener("click", () => {
            window.focus();
            notification.close();
        });
        signal.addEventListener("abort", () => notification.close());
    } catch {
        // Some phones have the class and refuse to make one.
    }
}
