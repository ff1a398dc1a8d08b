import {Component, useState} from "@odoo/owl";

// Dark enough to be seen, pale enough for the number on it.
const MAX_OPACITY = 0.55;
const COLORS = {offered: "26, 153, 136", missed: "217, 83, 79"};

/** Calls by weekday and hour: the more, the darker; a click opens them. */
export class HeatMap extends Component {
    static template = "callcenter.HeatMap";
    static props = {
        heat: Object,
        onOpen: Function,
    };

    setup() {
        this.state = useState({code: this.props.heat.figures[0].code});
    }

    get most() {
        const cells = this.props.heat.rows.flatMap((row) => row.cells);
        return Math.max(1, ...cells.map((cell) => cell[this.state.code]));
    }

    style(cell) {
        const opacity = (MAX_OPACITY * cell[this.state.code]) / this.most;
        return `background-color: rgba(${COLORS[this.state.code]}, ${opacity.toFixed(3)})`;
    }

    open(row, index) {
        const hour = this.props.heat.hours[index];
        this.props.onOpen(this.state.code, {weekday: row.weekday, hour});
    }
}
