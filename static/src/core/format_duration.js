/** What is shown where the number of seconds is not known. */
export const UNKNOWN_DURATION = "—";

/**
 * Write a number of seconds the way people read it: `0:42`, `3:12`, `1:03:12`.
 *
 * @param {number|false|null|undefined} seconds fractions are cut off
 * @returns {string} a dash for anything that is not a number of seconds, so that
 *  an unknown duration never looks like a short one
 */
export function formatDuration(seconds) {
    if (typeof seconds !== "number" || !Number.isFinite(seconds) || seconds < 0) {
        return UNKNOWN_DURATION;
    }
    const whole = Math.floor(seconds);
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    const twoDigits = (value) => String(value).padStart(2, "0");
    const tail = twoDigits(whole % 60);
    return hours ? `${hours}:${twoDigits(minutes)}:${tail}` : `${minutes}:${tail}`;
}
