import {UNKNOWN_DURATION, formatDuration} from "@callcenter/core/format_duration";

import {
    formatFloat,
    formatInteger,
    formatPercentage,
} from "@web/views/fields/formatters";

const FORMATS = {
    count: (value) => formatInteger(value),
    number: (value) => formatFloat(value, {digits: [16, 1]}),
    rate: (value) => formatPercentage(value, {digits: [16, 1]}),
    seconds: (value) => formatDuration(Math.round(value)),
};

/**
 * Write a figure the way people read it.
 *
 * @param {"count"|"number"|"rate"|"seconds"} unit
 * @param {number|null|false|undefined} value a rate is 0 to 1
 * @returns {string} a dash for anything that is not a number
 */
export function formatFigure(unit, value) {
    return typeof value === "number" ? FORMATS[unit](value) : UNKNOWN_DURATION;
}
