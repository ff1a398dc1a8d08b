import {Component} from "@odoo/owl";

import {formatFigure} from "./format_figure";

/** One row an agent; a click on a number opens the calls behind it. */
export class AgentTable extends Component {
    static template = "callcenter.AgentTable";
    static props = {
        agents: Object,
        onOpen: {type: Function, optional: true},
    };

    text(row, column) {
        return formatFigure(column.unit, row.values[column.code]);
    }
}
