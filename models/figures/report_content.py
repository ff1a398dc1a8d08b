from odoo import api, models
from odoo.tools import format_date

from ...compat.pdf import make_pdf
from .mailing import as_reader, send
from .texts import figure_text
from .trends import MAIN_CODES
from .workbook import make_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# pixels that the longest bar of the chart has in the mail
BAR_PIXELS = 320
DASHBOARD_PATH = "/odoo/call-dashboard"
ACTION = "callcenter.action_report_document"


class CallcenterReportContent(models.AbstractModel):
    """What stands in a report: a mail that all programs show, a PDF and a workbook."""

    _name = "callcenter.report.content"
    _description = "Content of a Report"

    @api.private
    def send(self, delivery):
        """Send a report to its reader.

        :return: whether a PDF went with it
        """
        content = self.get_content(delivery)
        user, company = delivery.user_id, delivery.company_id
        reader = as_reader(self, user, company)
        name = f"{content['title']} {content['name']}".replace("/", "-")
        attachments = [(f"{name}.xlsx", make_workbook(content["sheets"]), XLSX)]
        report = delivery.env.ref(ACTION)
        pdf = make_pdf(report.with_context(lang=user.lang, tz=user.tz), delivery)
        if pdf:
            attachments.insert(0, (f"{name}.pdf", pdf, "application/pdf"))
        content["note"] = not pdf and reader.env._(
            "Without a PDF: the server has no program that makes one (wkhtmltopdf)."
        )
        qweb = delivery.env["ir.qweb"].with_context(lang=user.lang)
        body = qweb._render("callcenter.report_mail", content)
        send(user, company, content["subject"], body, attachments)
        return bool(pdf)

    @api.private
    def get_content(self, delivery):
        """Return what a report tells its reader, with their rights and in their words."""
        user, company = delivery.user_id, delivery.company_id
        figures = as_reader(self.env["callcenter.figures"], user, company)
        options = {
            "period": "custom",
            "first": str(delivery.first_date),
            "last": str(delivery.last_date),
            "pbx_id": delivery.report_id.pbx_id.id,
            "queue": delivery.report_id.queue,
        }
        answer = figures.get_figures(options)
        queues, hotlines = figures.get_breakdown(options, "queues")["tables"]
        bars = self._get_bars(figures, answer, delivery, options)
        tables = [
            self._get_table_text(figures.env, table)
            for table in (queues, hotlines, self._get_agents(figures.env, answer))
            if table["rows"]
        ]
        title = figures.env._("Calls of %s", answer["period"]["label"])
        return {
            "title": title,
            "name": delivery.report_id.name,
            "subject": f"{title} – {company.name}",
            "company": company.name,
            "url": delivery.get_base_url() + DASHBOARD_PATH,
            "is_team": answer["is_team"],
            "empty": answer["empty"] and answer["empty"]["text"],
            "main": self._get_main(figures.env, answer),
            "compared": answer["compared"],
            "sections": self._get_section_texts(figures.env, answer),
            "bars": bars,
            "tables": tables,
            "note": False,
            "sheets": self._get_sheets(figures.env, answer, bars, (queues, hotlines)),
        }

    def _get_main(self, env, answer):
        figures = {
            figure["code"]: figure
            for section in answer["sections"]
            for figure in section["figures"]
        }
        return [_figure_texts(env, figures[code], answer) for code in MAIN_CODES]

    def _get_section_texts(self, env, answer):
        return [
            {
                "title": section["title"],
                "figures": [
                    _figure_texts(env, figure, answer) for figure in section["figures"]
                ],
            }
            for section in answer["sections"]
        ]

    def _get_bars(self, figures, answer, delivery, options):
        """Return the chart: a bar a half hour, or a day where there are several."""
        if delivery.first_date == delivery.last_date:
            rows = [
                (slot["label"], slot["answered"], slot["missed"])
                for slot in answer["slots"]
            ]
        else:
            days = figures.get_days(options)
            rows = [
                (format_date(figures.env, day), sums["answered"], sums["missed"])
                for day, sums in days
            ]
        most = max([answered + missed for _label, answered, missed in rows] or [1]) or 1
        return [
            {
                "label": label,
                "answered": answered,
                "missed": missed,
                "answered_pixels": round(BAR_PIXELS * answered / most),
                "missed_pixels": round(BAR_PIXELS * missed / most),
            }
            for label, answered, missed in rows
        ]

    def _get_agents(self, env, answer):
        agents = answer["agents"]
        return {
            "title": env._("Agents"),
            "head": env._("Agent"),
            "columns": agents["columns"],
            "rows": [
                {"label": row["name"], "values": row["values"]}
                for row in agents["rows"]
            ],
        }

    def _get_table_text(self, env, table):
        return {
            **table,
            "rows": [
                [
                    row["label"],
                    *(
                        figure_text(env, column["unit"], row["values"][column["code"]])
                        for column in table["columns"]
                    ),
                ]
                for row in table["rows"]
            ],
        }

    def _get_sheets(self, env, answer, bars, tables):
        """Return the sheets of the workbook, numbers as numbers."""
        figures = [[env._("Figure"), answer["period"]["label"], *answer["compared"]]]
        for section in answer["sections"]:
            for figure in section["figures"]:
                values = [figure["value"], *figure["compared"]]
                cells = [(figure["unit"], value) for value in values]
                figures.append([figure["label"], *cells])
        chart = [[env._("Time"), env._("Answered"), env._("Missed")]]
        for bar in bars:
            cells = [("count", bar["answered"]), ("count", bar["missed"])]
            chart.append([bar["label"], *cells])
        sheets = [(env._("Figures"), figures), (env._("Course"), chart)]
        for table in (*tables, self._get_agents(env, answer)):
            rows = [[table["head"], *(column["label"] for column in table["columns"])]]
            for row in table["rows"]:
                values = [
                    (column["unit"], row["values"][column["code"]])
                    for column in table["columns"]
                ]
                rows.append([row["label"], *values])
            sheets.append((table["title"], rows))
        return sheets


class CallcenterReportDocument(models.AbstractModel):
    """The same as a document, for Odoo's own reports."""

    _name = "report.callcenter.report_document"
    _description = "Report as a Document"

    @api.model
    def _get_report_values(self, docids, data=None):
        deliveries = self.env["callcenter.report.delivery"].browse(docids)
        deliveries.check_access("read")
        content = self.env["callcenter.report.content"]
        # sudo: each is read with the rights of its reader, whoever prints it
        return {
            "contents": [content.sudo().get_content(one) for one in deliveries.sudo()]
        }


def _figure_texts(env, figure, answer):
    compared = [figure_text(env, figure["unit"], value) for value in figure["compared"]]
    return {
        "label": figure["label"],
        "definition": figure["definition"],
        "value": figure_text(env, figure["unit"], figure["value"]),
        "compared": list(zip(answer["compared"], compared, strict=True)),
    }
