import {formatDuration} from "@callcenter/core/format_duration";

import {describe, expect, test} from "@odoo/hoot";

describe.current.tags("headless");

test("durations read the way people write them", () => {
    const table = [
        [0, "0:00"],
        [7, "0:07"],
        [42, "0:42"],
        [60, "1:00"],
        [192, "3:12"],
        [599.9, "9:59"],
        [3599, "59:59"],
        [3600, "1:00:00"],
        [3792, "1:03:12"],
        [90000, "25:00:00"],
    ];
    for (const [seconds, text] of table) {
        expect(formatDuration(seconds)).toBe(text);
    }
});

test("an unknown duration is a dash, never a zero", () => {
    for (const unknown of [false, null, undefined, NaN, Infinity, -1, "12"]) {
        expect(formatDuration(unknown)).toBe("—");
    }
});
