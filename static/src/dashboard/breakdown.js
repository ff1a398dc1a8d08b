import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";

import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";

import {FigureTable} from "./figure_table";
import {FigureTile} from "./figure_tile";
import {HeatMap} from "./heat_map";
import {WeekTrend} from "./week_trend";

/** One tab of the screen: tables that are asked for when it is opened. */
export class Breakdown extends Component {
    static template = "callcenter.Breakdown";
    static components = {FigureTable, FigureTile, HeatMap, WeekTrend};
    static props = {
        name: String,
        options: Object,
        slaTarget: Number,
        onOpen: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.latest = new KeepLast();
        this.state = useState({answer: null, group: 0});
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => this.load(next));
    }

    async load({name, options}) {
        const call = this.orm.call("callcenter.figures", "get_breakdown", [
            options,
            name,
        ]);
        this.state.answer = await this.latest.add(call);
        this.state.group = 0;
    }

    /** A table of several agents shows one at a time. */
    shown(table) {
        return {...table, rows: table.groups[this.state.group]?.rows ?? []};
    }

    onGroupChange({target}) {
        this.state.group = Number(target.value);
    }

    isEmpty(table) {
        return !table.rows.length && !table.groups?.length;
    }
}
