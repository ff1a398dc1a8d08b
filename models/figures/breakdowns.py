from collections import defaultdict
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from . import local_time, tables
from .adding import add_up, parts

_lt = LazyTranslate(__name__)

QUEUE, HOTLINE, DAY, CALLER = _lt("Queue"), _lt("Hotline"), _lt("Day"), _lt("Caller")
MONDAY = date(2024, 1, 1)  # any
WEEKDAYS = range(1, 8)


class CallcenterFiguresBreakdowns(models.AbstractModel):
    """Figures of a period side by side: by queue, hotline, day, hour, caller, outcome.

    A table is ``{"code", "title", "head", "columns", "rows"}``; a row ``{"label",
    "where", "values"}``, where ``where`` is what ``open_calls`` takes.
    A column may say whose calls its numbers open (``figure``, ``where``), or that they
    open none (``figure`` is False).
    """

    _inherit = "callcenter.figures"

    @api.model
    def get_breakdown(self, options, name):
        """Return what stands in one tab of the screen beside the figures.

        :param dict options: see ``callcenter.figures``
        :param str name: ``queues``, ``agent_days``, ``hours``, ``callers``,
            ``outcomes`` or ``trend``
        :return: dict with ``tables``, and what else is in the tab: ``heat`` (``hours``,
            ``rows``), ``section`` (figures)
        :raises AccessError: for who is no supervisor
        :raises UserError: for options that make no period, and other names
        """
        zones = self._get_zones(options)
        breakdowns = {
            "queues": self._get_queue_tables,
            "agent_days": self._get_agent_days,
            "hours": self._get_heat,
            "callers": self._get_callers,
            "outcomes": self._get_outcomes,
            "trend": self._get_trend,
        }
        if str(name) not in breakdowns:
            raise UserError(self.env._("There is no such figure."))
        return breakdowns[str(name)](zones, options)

    # -- by queue and hotline ----------------------------------------------------------

    def _get_queue_tables(self, zones, options):
        scope = self._get_scope(zones, options)
        figures = self._pick(tables.ROW_CODES)
        sums = self._prepare(parts(figures))
        return {
            "tables": [
                self._get_side_by_side(
                    "queue",
                    _lt("Queues"),
                    QUEUE,
                    self.env._("Without a queue"),
                    figures,
                    self._sum_by(scope, local_time.column("queue"), sums=sums),
                ),
                self._get_side_by_side(
                    "did",
                    _lt("Hotlines"),
                    HOTLINE,
                    self.env._("Not told"),
                    figures,
                    self._sum_by(scope, local_time.column("did"), sums=sums),
                ),
            ]
        }

    def _get_side_by_side(self, field, title, head, nothing, figures, sums):
        merged = defaultdict(list)
        for value, each in sums.items():
            if each["offered"]:
                merged[value or False].append(each)
        return self._make_table(
            field,
            title,
            head,
            figures,
            (
                (value or nothing, {field: value}, add_up(merged[value]))
                for value in sorted(merged, key=lambda name: (not name, name or ""))
            ),
        )

    # -- agents by day -----------------------------------------------------------------

    def _get_agent_days(self, zones, options):
        answered = self._get_sums()["answered"].domain
        scope = self._get_scope(zones, options) & answered
        sums = self._sum_by(
            scope & Domain("user_id", "!=", False) & self._get_team_domain(),
            local_time.column("user_id"),
            local_time.day,
            sums=self._prepare(("answered", "wait", "wait_known", "within_sla")),
        )
        team = defaultdict(list)
        for (_user_id, day), each in sums.items():
            team[day].append(each)
        team = {
            day: {f"team_{code}": value for code, value in add_up(rows).items()}
            for day, rows in team.items()
        }
        # sudo: agents whom the reader's calls name; who left has a name too
        users = self.env["res.users"].sudo().browse({user_id for user_id, _day in sums})
        table = self._make_table(
            "agent_days", _lt("Agents by day"), DAY, tables.AGENT_DAY_FIGURES, ()
        )
        for column in table["columns"]:
            if column["code"].startswith("team_"):
                column["figure"] = False
        table["groups"] = [
            {
                "id": user.id,
                "name": user.name,
                "rows": self._make_rows(
                    tables.AGENT_DAY_FIGURES,
                    (
                        (
                            format_date(self.env, day),
                            {"agent": user.id, "day": fields.Date.to_string(day)},
                            sums[user.id, day] | team[day],
                        )
                        for user_id, day in sorted(sums)
                        if user_id == user.id
                    ),
                ),
            }
            for user in users.sorted("name")
        ]
        return {"tables": [table]}

    # -- by weekday and hour -----------------------------------------------------------

    def _get_heat(self, zones, options):
        sums = self._sum_by(
            self._get_scope(zones, options),
            local_time.weekday,
            local_time.half_hour,
            sums=self._prepare(("offered", "missed")),
        )
        cells = defaultdict(list)
        for (weekday, slot), each in sums.items():
            cells[weekday, slot // 2].append(each)
        cells = {key: add_up(rows) for key, rows in cells.items()}
        busy = [hour for (_day, hour), each in cells.items() if each["offered"]]
        hours = range(min(busy, default=0), max(busy, default=-1) + 1)
        return {
            "tables": [],
            "heat": {
                "figures": list(
                    map(self._get_figure_answer, self._pick(("offered", "missed")))
                ),
                "hours": list(hours),
                "rows": [
                    {
                        "weekday": day,
                        "label": format_date(
                            self.env,
                            MONDAY + timedelta(days=day - 1),
                            date_format="EEEE",
                        ),
                        "cells": [
                            cells.get((day, hour), {"offered": 0, "missed": 0})
                            for hour in hours
                        ],
                    }
                    for day in WEEKDAYS
                ],
            },
        }

    # -- callers -----------------------------------------------------------------------

    def _get_callers(self, zones, options):
        comparisons = self._get_comparisons(
            zones, options, is_whole=options.get("compare") == "whole"
        )
        sums = self._prepare(parts(tables.CALLERS.figures))
        totals, *compared = (
            self._sum_by(self._get_scope(zones, options, each), sums=sums)[()]
            for each in (None, *comparisons)
        )
        return {
            "section": self._get_section_answer(tables.CALLERS, totals, compared),
            "compared": [self._get_label(each, zones) for each in comparisons],
            "tables": [self._get_top_callers(zones, options)],
        }

    def _get_top_callers(self, zones, options):
        figures = self._pick(tables.CALLER_CODES)
        scope = self._get_scope(zones, options)
        scope &= self._get_sums()["offered"].domain
        scope &= Domain("phone_sanitized", "!=", False)
        sums = self._sum_by(
            scope,
            local_time.column("phone_sanitized"),
            sums=self._prepare(parts(figures)),
            largest=tables.TOP_CALLERS,
        )
        calls = self.env["callcenter.call"]
        latest = calls._read_group(
            scope & Domain("phone_sanitized", "in", list(sums)),
            ["phone_sanitized"],
            ["id:max"],
        )
        names = {
            number: calls.browse(call_id).display_name for number, call_id in latest
        }
        return self._make_table(
            "callers",
            _lt("Top callers"),
            CALLER,
            figures,
            ((names[number], {"phone": number}, each) for number, each in sums.items()),
        )

    # -- outcomes ----------------------------------------------------------------------

    def _get_outcomes(self, zones, options):
        scope = self._get_scope(zones, options)
        scope &= self._get_sums()["with_outcome"].domain
        sums = self._prepare(["with_outcome"])
        by_queue, by_day = (
            self._sum_by(scope, key, local_time.column("outcome_id"), sums=sums)
            for key in (local_time.column("queue"), local_time.day)
        )
        found = {outcome_id for _queue, outcome_id in by_queue}
        outcomes = self.env["callcenter.outcome"].with_context(active_test=False)
        outcomes = outcomes.search([("id", "in", list(found))])
        return {
            "tables": [
                self._get_outcome_table(
                    "outcome_queues",
                    _lt("Outcomes by queue"),
                    QUEUE,
                    outcomes,
                    by_queue,
                    lambda queue: (
                        queue or self.env._("Without a queue"),
                        {"queue": queue or False},
                    ),
                ),
                self._get_outcome_table(
                    "outcome_days",
                    _lt("Outcomes by day"),
                    DAY,
                    outcomes,
                    by_day,
                    lambda day: (
                        format_date(self.env, day),
                        {"day": fields.Date.to_string(day)},
                    ),
                ),
            ]
        }

    def _get_outcome_table(self, code, title, head, outcomes, sums, describe):
        table = self._make_table(code, title, head, (), ())
        answer = self._get_figure_answer(tables.OUTCOME)
        table["columns"] = [
            {
                **answer,
                "code": f"outcome_{outcome.id}",
                "label": outcome.name,
                "figure": answer["code"],
                "where": {"outcome": outcome.id},
            }
            for outcome in outcomes
        ]
        keys = sorted({key for key, _id in sums}, key=lambda key: (not key, str(key)))
        for key in keys:
            label, where = describe(key)
            values = {
                f"outcome_{outcome.id}": sums.get((key, outcome.id), {}).get(
                    "with_outcome", 0
                )
                for outcome in outcomes
            }
            table["rows"].append({"label": label, "where": where, "values": values})
        return table

    # -- what tables are made of -------------------------------------------------------

    def _get_sums(self):
        sums = super()._get_sums()
        callers = tables.caller_sums(sums, fields.Datetime.now())
        return sums | callers | tables.outcome_sums()

    def _pick(self, codes):
        """Return figures of the screen by their codes."""
        known = {figure.code: figure for figure in self._all_figures()}
        return [known[code] for code in codes]

    def _make_table(self, code, title, head, figures, rows):
        return {
            "code": code,
            "title": self.env._(title),
            "head": self.env._(head),
            "columns": list(map(self._get_figure_answer, figures)),
            "rows": self._make_rows(figures, rows),
        }

    def _make_rows(self, figures, rows):
        """Return rows of ``(label, where, sums)`` as tables have them."""
        return [
            {
                "label": label,
                "where": where,
                "values": {figure.code: figure.value(sums) for figure in figures},
            }
            for label, where, sums in rows
        ]
