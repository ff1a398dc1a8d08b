/**
 * The only clock that running times are measured with. It does not jump when the
 * computer's time is set, and is an object so that tests can replace it.
 */
export const monotonicClock = {
    /** @returns {number} seconds since some fixed moment */
    now() {
        return performance.now() / 1000;
    },
};
