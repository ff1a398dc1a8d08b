import {browser} from "@web/core/browser/browser";

/**
 * Locks that the tabs of one browser share: what one tab holds, the others know of,
 * until it lets go or is closed. Browsers have them on https and on localhost only.
 */
const locks = () => browser.navigator.locks;

/** @returns {boolean} */
export function hasTabLocks() {
    return Boolean(locks());
}

/**
 * Do something in one tab only: the first that asks does it at once, another takes
 * over when that one is closed.
 *
 * @param {string} name
 * @param {AbortSignal} signal ends it
 * @param {() => void} task does it until the signal comes
 */
export async function inOneTab(name, signal, task) {
    const untilAborted = () => {
        task();
        return new Promise((resolve) => {
            signal.addEventListener("abort", resolve);
        });
    };
    try {
        await locks().request(name, {signal}, untilAborted);
    } catch (error) {
        if (error.name !== "AbortError") {
            throw error;
        }
    }
}

/**
 * @param {string} name
 * @returns {Promise<boolean>} whether some tab holds this lock
 */
export async function isHeld(name) {
    const {held} = await locks().query();
    return held.some((lock) => lock.name === name);
}

/**
 * Hold a lock, together with other tabs, while this one is on screen.
 *
 * @param {string} name
 */
export function holdWhileVisible(name) {
    let release;
    const update = () => {
        release?.();
        release = undefined;
        if (document.visibilityState === "visible") {
            const untilHidden = new Promise((resolve) => {
                release = resolve;
            });
            locks().request(name, {mode: "shared"}, () => untilHidden);
        }
    };
    document.addEventListener("visibilitychange", update);
    update();
}
