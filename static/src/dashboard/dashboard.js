import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {AgentTable} from "./agent_table";
import {formatFigure} from "./format_figure";
import {HalfHourTable} from "./half_hour_table";
import {HalfHours} from "./half_hours";
import {PeriodBar} from "./period_bar";
import {useFigures} from "./use_figures";

/** The figures of a period; each number opens the calls that it counts. */
export class Dashboard extends Component {
    static template = "callcenter.Dashboard";
    static components = {AgentTable, HalfHourTable, HalfHours, Layout, PeriodBar};
    static props = {...standardActionServiceProps};

    display = {controlPanel: {}};
    formatFigure = formatFigure;

    setup() {
        this.figures = useFigures({period: "today"}, this.props.state);
        this.state = this.figures.state;
    }

    openAgent(figure, userId) {
        this.figures.open(figure, {user_id: userId});
    }

    openSlot(slot) {
        this.figures.open("offered", {slot});
    }

    showLatest() {
        const day = this.state.answer.empty.latest;
        this.figures.change({period: "custom", first: day, last: day});
    }

    /** What earlier periods had, beside the value of this one. */
    earlier(figure) {
        return this.state.answer.compared.map(
            (label, index) =>
                `${label} ${formatFigure(figure.unit, figure.compared[index])}`
        );
    }

    target(figure) {
        const rate = formatFigure("rate", this.state.answer.sla_target);
        return figure.code === "sla" ? _t("target %s", rate) : "";
    }

    /** An SLA that is known is on target or is not. */
    color(figure) {
        if (figure.code !== "sla" || typeof figure.value !== "number") {
            return "";
        }
        const isMet = figure.value >= this.state.answer.sla_target;
        return isMet ? "text-success" : "text-danger";
    }
}

registry.category("actions").add("callcenter.dashboard", Dashboard);
