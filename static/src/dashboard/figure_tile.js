import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {formatFigure} from "./format_figure";
import {sparkline} from "./sparkline";

/** A figure with what it was before; its definition on a click, or while pointed at. */
export class FigureTile extends Component {
    static template = "callcenter.FigureTile";
    static props = {
        figure: Object,
        // What the compared periods are called.
        compared: Array,
        slaTarget: Number,
        // Its values of the days before, and these days.
        line: {type: Array, optional: true},
        days: {type: Array, optional: true},
        onOpen: Function,
    };

    setup() {
        this.state = useState({isDefined: false});
    }

    get text() {
        return formatFigure(this.props.figure.unit, this.props.figure.value);
    }

    /** What earlier periods had. */
    get earlier() {
        const {figure, compared} = this.props;
        return compared.map((label, index) => ({
            label,
            text: formatFigure(figure.unit, figure.compared[index]),
        }));
    }

    get target() {
        const rate = formatFigure("rate", this.props.slaTarget);
        return this.props.figure.code === "sla" ? _t("target %s", rate) : "";
    }

    /** An SLA that is known is on target or is not. */
    get color() {
        const {code, value} = this.props.figure;
        if (code !== "sla" || typeof value !== "number") {
            return "";
        }
        return value >= this.props.slaTarget ? "text-success" : "text-danger";
    }

    get paths() {
        return sparkline(this.props.line);
    }

    /** The line in words. */
    get lineText() {
        const {line, days, figure} = this.props;
        return line
            .map(
                (value, index) => `${days[index]}: ${formatFigure(figure.unit, value)}`
            )
            .join(", ");
    }

    toggleDefinition() {
        this.state.isDefined = !this.state.isDefined;
    }
}
