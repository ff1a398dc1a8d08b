import {formatPercentage} from "@web/views/fields/formatters";

import {ANSWERED_COLOR, BaseChart, MISSED_COLOR} from "./base_chart";

/** Answered and missed calls by week, and the rates; a click opens a week's calls. */
export class WeekTrend extends BaseChart {
    static props = {
        table: Object,
        onOpen: Function,
    };

    get watched() {
        return [this.props.table];
    }

    get config() {
        const {columns, rows} = this.props.table;
        const values = (code) => rows.map((row) => row.values[code]);
        const label = (code) => columns.find((column) => column.code === code).label;
        const bars = (code, backgroundColor) => ({
            label: label(code),
            backgroundColor,
            data: values(code),
        });
        const line = (code, borderDash) => ({
            label: label(code),
            type: "line",
            yAxisID: "rate",
            stack: code,
            borderColor: this.pale(0.8),
            backgroundColor: this.pale(0.8),
            borderWidth: 2,
            borderDash,
            pointRadius: 2,
            data: values(code),
        });
        const rate = {
            position: "right",
            min: 0,
            max: 1,
            grid: {display: false},
            ticks: {
                color: this.text,
                callback: (value) => formatPercentage(value, {digits: [16, 0]}),
            },
        };
        return this.makeConfig(
            rows.map((row) => row.label),
            [
                line("answer_rate", []),
                line("sla", [4, 4]),
                bars("answered", ANSWERED_COLOR),
                bars("missed", MISSED_COLOR),
            ],
            {rate}
        );
    }

    open(index) {
        this.props.onOpen("offered", this.props.table.rows[index].where);
    }
}
