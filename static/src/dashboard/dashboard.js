import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Breakdown} from "./breakdown";
import {FigureTable, agentsAsTable} from "./figure_table";
import {FigureTile} from "./figure_tile";
import {HalfHourTable} from "./half_hour_table";
import {HalfHours} from "./half_hours";
import {PeriodBar} from "./period_bar";
import {useFigures} from "./use_figures";

const OVERVIEW = "overview";
// From the third on they are breakdowns, by the names of the server.
const TABS = [
    [OVERVIEW, _t("Overview")],
    ["all", _t("All figures")],
    ["queues", _t("Queues and hotlines")],
    ["agent_days", _t("Agents by day")],
    ["hours", _t("Weekdays and hours")],
    ["callers", _t("Callers")],
    ["outcomes", _t("Outcomes")],
    ["trend", _t("Twelve weeks")],
];

/** The figures of a period; each number opens the calls that it counts. */
export class Dashboard extends Component {
    static template = "callcenter.Dashboard";
    static components = {
        Breakdown,
        FigureTable,
        FigureTile,
        HalfHourTable,
        HalfHours,
        Layout,
        PeriodBar,
    };
    static props = {...standardActionServiceProps};

    agentsAsTable = agentsAsTable;
    display = {controlPanel: {}};
    tabs = TABS;

    setup() {
        this.figures = useFigures({period: "today"}, this.props.state);
        this.state = this.figures.state;
        this.shown = useState({tab: this.props.state?.tab ?? OVERVIEW});
        useSetupAction({getLocalState: () => ({tab: this.shown.tab})});
    }

    /** The figures that matter, each with its line of days. */
    get mainFigures() {
        const {sections, lines} = this.state.answer;
        const figures = sections.flatMap((section) => section.figures);
        return Object.entries(lines.values).map(([code, line]) => ({
            figure: figures.find((figure) => figure.code === code),
            line,
        }));
    }

    openFigure(figure, where = {}) {
        this.figures.open(figure, {where});
    }

    openAgent(figure, where) {
        this.figures.open(figure, where);
    }

    openSlot(slot) {
        this.figures.open("offered", {slot});
    }

    showLatest() {
        const day = this.state.answer.empty.latest;
        this.figures.change({period: "custom", first: day, last: day});
    }
}

registry.category("actions").add("callcenter.dashboard", Dashboard);
