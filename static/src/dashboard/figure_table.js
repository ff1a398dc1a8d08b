import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {formatFigure} from "./format_figure";

/**
 * @param {{columns: object[], rows: object[]}} agents of `get_figures`
 * @returns {object} them as a table
 */
export function agentsAsTable({columns, rows}) {
    return {
        head: _t("Agent"),
        columns,
        rows: rows.map(({user_id: userId, name, values}) => ({
            label: name,
            where: {user_id: userId},
            values,
        })),
    };
}

/** Figures side by side, a row each; a click on a number opens the calls behind it. */
export class FigureTable extends Component {
    static template = "callcenter.FigureTable";
    static props = {
        table: Object,
        onOpen: {type: Function, optional: true},
    };

    text(row, column) {
        return formatFigure(column.unit, row.values[column.code]);
    }

    isOpened(row, column) {
        const isFigure = column.figure !== false;
        return this.props.onOpen && isFigure && row.values[column.code];
    }

    open(row, column) {
        const where = {...row.where, ...column.where};
        this.props.onOpen(column.figure ?? column.code, where);
    }
}
