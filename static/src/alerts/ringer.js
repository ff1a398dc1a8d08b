import {browser} from "@web/core/browser/browser";

import {playRingtone} from "./ringtones";
import {hasTabLocks, inOneTab, isHeld} from "./tab_locks";

const LOCK = "callcenter.ring";
/** Milliseconds in which a tab that may ring has begun to. */
const PATIENCE = 700;

/** Rings in one tab that may play sound, for as long as it is told to. */
export class Ringer {
    /**
     * @param {object} options
     * @param {import("@callcenter/calls/preferences").Preferences} options.preferences
     * @param {() => Promise<boolean>} options.isMainTab which tab rings in a browser without
     *  locks
     * @param {(isBlocked: boolean) => void} options.onBlocked told whether it should
     *  ring, and no tab may
     */
    constructor({preferences, isMainTab, onBlocked}) {
        this.preferences = preferences;
        this.isMainTab = isMainTab;
        this.onBlocked = onBlocked;
        this.abort = null;
    }

    /** @param {boolean} isRinging whether a call rings now */
    set(isRinging) {
        if (isRinging && !this.abort && this.preferences.ringtone !== "none") {
            this.abort = new AbortController();
            this._start(this.abort.signal);
        } else if (!isRinging && this.abort) {
            this.abort.abort();
            this.abort = null;
            this.onBlocked(false);
        }
    }

    async _start(signal) {
        if (await this._mayPlay()) {
            this.onBlocked(false);
            this._ringHere(signal);
            return;
        }
        this._startAfterUse(signal);
        browser.setTimeout(async () => {
            const isHeard = hasTabLocks()
                ? await isHeld(LOCK)
                : !(await this.isMainTab());
            if (!signal.aborted && !this.isRinging) {
                this.onBlocked(!isHeard);
            }
        }, PATIENCE);
    }

    /** Browsers let a page be heard once its user has clicked or typed there. */
    _startAfterUse(signal) {
        const used = new AbortController();
        const retry = () => {
            used.abort();
            this._start(signal);
        };
        for (const type of ["pointerup", "keyup"]) {
            const options = {capture: true, signal: used.signal};
            browser.addEventListener(type, retry, options);
        }
        signal.addEventListener("abort", () => used.abort());
    }

    async _ringHere(signal) {
        const ring = () => this._ring(signal);
        if (hasTabLocks()) {
            inOneTab(LOCK, signal, ring);
        } else if ((await this.isMainTab()) && !signal.aborted) {
            ring();
        }
    }

    _ring(signal) {
        this.isRinging = true;
        const {ringtone} = this.preferences;
        const play = () => {
            const seconds = playRingtone(this.audio, ringtone);
            this.timer = browser.setTimeout(play, seconds * 1000);
        };
        signal.addEventListener("abort", () => {
            this.isRinging = false;
            browser.clearTimeout(this.timer);
            // Ends the tone in the middle.
            this.audio.suspend();
        });
        play();
    }

    /** Whether this page may be heard; never an error, whatever the browser says. */
    async _mayPlay() {
        if (browser.navigator.userActivation?.hasBeenActive === false) {
            return false;
        }
        try {
            this.audio ??= new browser.AudioContext();
            await this.audio.resume();
            return this.audio.state === "running";
        } catch {
            return false;
        }
    }
}
