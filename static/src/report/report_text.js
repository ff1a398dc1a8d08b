import {formatFigure} from "@callcenter/dashboard/format_figure";
import {offeredBefore} from "@callcenter/dashboard/half_hour_table";

import {_t} from "@web/core/l10n/translation";

/**
 * Write a report as lines for a chat.
 *
 * @param {object} answer of `callcenter.figures.get_figures`
 * @param {object} options that it answers
 * @returns {string}
 */
export function reportAsText(answer, options) {
    const lines = [_t("Calls of %s", scopeText(answer, options))];
    for (const {title, figures} of answer.sections) {
        lines.push("", title);
        for (const figure of figures) {
            lines.push(`${figure.label}: ${withEarlier(figure, answer.compared)}`);
        }
    }
    if (answer.slots.length) {
        lines.push("", _t("Offered calls by half hour"));
    }
    for (const {label, offered, compared} of answer.slots) {
        const figure = {unit: "count", value: offered, compared};
        lines.push(`${label}: ${withEarlier(figure, answer.compared)}`);
    }
    if (answer.agents.rows.length) {
        lines.push("", _t("Agents"));
    }
    for (const {name, values} of answer.agents.rows) {
        const parts = answer.agents.columns.map(
            ({code, label, unit}) => `${label} ${formatFigure(unit, values[code])}`
        );
        lines.push(`${name}: ${parts.join(", ")}`);
    }
    return lines.join("\n");
}

/** The days, and the connection and the queue where only theirs are counted. */
function scopeText({period, pbxs}, {pbx_id: pbxId, queue}) {
    const pbx = pbxs.find(({id}) => id === pbxId);
    return [period.label, pbx?.name, queue].filter(Boolean).join(", ");
}

function withEarlier({unit, value, compared}, labels) {
    const earlier = labels.map(
        (label, i) => `${label} ${formatFigure(unit, compared[i])}`
    );
    return `${formatFigure(unit, value)} (${earlier.join(", ")})`;
}

/**
 * Write a report as cells for a spreadsheet: tabs between columns, a line a row.
 *
 * @param {object} answer of `callcenter.figures.get_figures`
 * @param {object} options that it answers
 * @returns {string}
 */
export function reportAsTable(answer, options) {
    const rows = [[_t("Figure"), scopeText(answer, options), ...answer.compared]];
    for (const {unit, label, value, compared} of answer.sections.flatMap(
        (section) => section.figures
    )) {
        rows.push([label, ...[value, ...compared].map((each) => cell(unit, each))]);
    }
    const counts = [_t("Offered"), _t("Answered"), _t("Missed")];
    rows.push([], [_t("Half hour"), ...counts, ...answer.compared.map(offeredBefore)]);
    for (const {label, offered, answered, missed, compared} of answer.slots) {
        rows.push([label, offered, answered, missed, ...compared]);
    }
    const {columns} = answer.agents;
    rows.push([], [_t("Agent"), ...columns.map(({label}) => label)]);
    for (const {name, values} of answer.agents.rows) {
        rows.push([name, ...columns.map(({code, unit}) => cell(unit, values[code]))]);
    }
    return rows.map((row) => row.map(harmless).join("\t")).join("\n");
}

/** Numbers without separators, and times that no spreadsheet takes for hours. */
function cell(unit, value) {
    if (unit === "count" && typeof value === "number") {
        return String(value);
    }
    const text = formatFigure(unit, value);
    return unit === "seconds" && text.split(":").length === 2
        ? `0:${text.padStart(5, "0")}`
        : text;
}

/** A name must not become further cells, nor a formula. */
function harmless(text) {
    const flat = String(text).replace(/[\t\r\n]+/g, " ");
    return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
}
