import {copyText} from "@callcenter/core/clipboard";
import {FigureTable, agentsAsTable} from "@callcenter/dashboard/figure_table";
import {formatFigure} from "@callcenter/dashboard/format_figure";
import {HalfHourTable} from "@callcenter/dashboard/half_hour_table";
import {PeriodBar} from "@callcenter/dashboard/period_bar";
import {useFigures} from "@callcenter/dashboard/use_figures";

import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {reportAsTable, reportAsText} from "./report_text";

/** A day on one screen, to be copied into a chat or a spreadsheet. */
export class DailyReport extends Component {
    static template = "callcenter.DailyReport";
    static components = {FigureTable, HalfHourTable, Layout, PeriodBar};
    static props = {...standardActionServiceProps};

    agentsAsTable = agentsAsTable;
    display = {controlPanel: {}};
    formatFigure = formatFigure;

    setup() {
        this.notification = useService("notification");
        this.figures = useFigures({period: "today"}, this.props.state);
        this.state = this.figures.state;
    }

    openSlot(slot) {
        this.figures.open("offered", {slot});
    }

    copyAsText() {
        return this.copy(reportAsText(this.state.answer, this.state.options));
    }

    copyAsTable() {
        return this.copy(reportAsTable(this.state.answer, this.state.options));
    }

    async copy(text) {
        if (await copyText(text)) {
            this.notification.add(_t("Copied"), {type: "success"});
        } else {
            this.notification.add(_t("The browser did not let us copy."), {
                type: "danger",
            });
        }
    }
}

registry.category("actions").add("callcenter.report", DailyReport);
