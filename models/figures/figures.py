import time
from collections import defaultdict
from datetime import datetime, timezone
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...compat.timezones import get_zone
from ..groups import MANAGER, SUPERVISOR
from . import definitions, periods
from .adding import add_up


class Zone(NamedTuple):
    """The connections of one time zone, and the asked for period there."""

    tz: str
    pbx_ids: list
    code: str
    now: datetime
    first: datetime
    last: datetime
    period: periods.Period

    def get_period(self, comparison=None):
        """Return the period here, or what a Comparison compares it with."""
        if not comparison:
            return self.period
        now = None if comparison.is_whole else self.now
        return periods.earlier(self.period, comparison.back, now)

    def at(self, first, last):
        """Return this zone with the period from the ``first`` day to the ``last``."""
        span = periods.span(first, last)
        return self._replace(first=first, last=last, period=span)


class CallcenterFigures(models.AbstractModel):
    """What managers count, for a period; see ``figures.definitions``.

    ``options`` in the public methods are ``{"period", "first", "last", "pbx_id",
    "queue", "compare"}``: a name of ``figures.periods``, for ``custom`` the days as
    ``YYYY-MM-DD``, and optionally the connection, the queue, and whether a period that is
    not over is compared with as much of the earlier ones (``so_far``) or with ``whole``
    ones. A day is the day of each connection's own time zone.
    """

    _name = "callcenter.figures"
    _description = "Call Center Figures"

    # -- what the screens ask --------------------------------------------------------

    @api.model
    def get_figures(self, options):
        """Return the figures of a period, with their definitions.

        Managers get those of all calls of their companies, supervisors those of the
        calls that reached their people.

        :param dict options: see the class
        :return: dict with ``period`` (``first``, ``last``, ``label``), ``compared``
            (labels), ``compare`` (``so_far`` or ``whole``, False where the period is
            over and there is no choice), ``sections`` of figures (``value``,
            ``compared``: numbers, rates 0 to 1, seconds, None where unknown), ``lines``
            (the main ones by day), ``slots`` (half hours, ``0`` is 00:00; of what they
            are compared with, offered calls), ``agents`` (``columns``, ``rows``),
            ``pbxs``, ``queues``, ``sla_target``, ``is_team``, ``settings``
            (whose apply to several companies, or False), ``empty`` (why there is
            nothing, or False), ``unknowable``
        :raises AccessError: for who is no supervisor
        :raises UserError: for options that make no period
        """
        zones = self._get_zones(options)
        sums = self._prepare()
        slots = self._sum_by_slot(self._get_scope(zones, options), sums)
        zero = dict.fromkeys(sums, 0)
        totals = add_up([zero, *slots.values()])
        comparisons, before = self._sum_comparisons(zones, options, sums)
        compared = [add_up([zero, *earlier.values()]) for earlier in before]
        return {
            "period": self._get_period_answer(zones),
            "compared": [self._get_label(each, zones) for each in comparisons],
            "compare": self._get_compare_answer(comparisons, zones),
            "sections": [
                *self._get_sections(totals, compared),
                self._get_customers_section(zones, options, comparisons),
            ],
            "lines": self._get_lines(zones, options, sums),
            "slots": self._get_slots(slots, before),
            "agents": self._get_agents(zones, options),
            "pbxs": self._get_pbxs().read(["name"]),
            "queues": self._get_queues(zones, options),
            "sla_target": self.env.company.callcenter_sla_target / 100,
            "is_team": not self._is_manager(),
            "settings": self._explain_settings(),
            "empty": not totals["calls"] and self._explain_empty(),
            "unknowable": " ".join(filter(None, self._get_remarks(zones))),
        }

    # -- which calls -----------------------------------------------------------------

    def _is_manager(self):
        return self.env.user.has_group(MANAGER)

    def _check_supervisor(self):
        if not self.env.user.has_group(SUPERVISOR):
            raise AccessError(self.env._("Figures are for supervisors and managers."))

    def _get_pbxs(self):
        pbxs = self.env["callcenter.pbx"].with_context(active_test=False)
        return pbxs.search([("company_id", "in", self.env.companies.ids)])

    def _get_zones(self, options, now=None):
        """Return the Zones of the connections that ``options`` ask for."""
        self._check_supervisor()
        now = now or datetime.fromtimestamp(time.time(), timezone.utc)
        by_tz = defaultdict(list)
        pbx_id = options.get("pbx_id")
        for pbx in self._get_pbxs():
            if not pbx_id or pbx.id == pbx_id:
                by_tz[pbx.tz].append(pbx.id)
        if not by_tz:
            by_tz[self.env.user.tz or "UTC"] = []
        return [self._get_zone(tz, ids, options, now) for tz, ids in by_tz.items()]

    def _get_zone(self, tz, pbx_ids, options, now):
        local = now.astimezone(get_zone(tz)).replace(tzinfo=None)
        try:
            first, last = periods.resolve(
                options.get("period"),
                local.date(),
                self._get_week_start(),
                fields.Date.to_date(options.get("first")),
                fields.Date.to_date(options.get("last")),
            )
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("Choose a period of at most a year, its first day first.")
            ) from error
        span = periods.span(first, last)
        return Zone(tz, pbx_ids, options["period"], local, first, last, span)

    def _get_week_start(self):
        lang = self.env["res.lang"]._get_data(code=self.env.user.lang)
        return int(lang.week_start or 1)

    def _get_scope(self, zones, options, comparison=None):
        """Return the domain of the settled calls of the period, or of a Comparison."""
        return (
            Domain("company_id", "in", self.env.companies.ids)
            & Domain.OR(self._get_zone_domain(zone, comparison) for zone in zones)
            & Domain("is_settled", "=", True)
            & self._get_filters(options)
            & self._get_team_domain_of_calls()
        )

    def _get_zone_domain(self, zone, comparison=None, field="start_date"):
        period = zone.get_period(comparison)
        return (
            Domain(field, ">=", to_utc(period.start, zone.tz))
            & Domain(field, "<", to_utc(period.end, zone.tz))
            & Domain("pbx_id", "in", zone.pbx_ids)
        )

    def _get_span(self, zones):
        """Return from when to before when the period is, of all zones together, in UTC."""
        starts = [to_utc(zone.period.start, zone.tz) for zone in zones]
        ends = [to_utc(zone.period.end, zone.tz) for zone in zones]
        return min(starts), max(ends)

    def _get_filters(self, options):
        queue = options.get("queue")
        return Domain("queue", "=", str(queue)) if queue else Domain.TRUE

    def _get_team_domain_of_calls(self):
        """Return what restricts calls, or missed customers, to a supervisor's people.

        As an agent one may read missed calls of others too: they are not theirs to
        answer for.
        """
        if self._is_manager():
            return Domain.TRUE
        return Domain("is_for_supervisor", "=", True)

    def _get_team_domain(self):
        """Return what restricts legs, or calls by who placed them, to those people."""
        if self._is_manager():
            return Domain.TRUE
        employees = self.env.user.employee_ids.ids
        return Domain("user_id.employee_ids", "child_of", employees) | Domain(
            "extension_id.supervisor_ids", "=", self.env.uid
        )

    def _get_definitions(self):
        """Return the Sections of the screen; others may add theirs."""
        return definitions.sections(*self._get_limits())

    def _get_limits(self):
        company = self.env.company
        return company.callcenter_sla_seconds, company.callcenter_short_abandon_seconds

    # -- answers ---------------------------------------------------------------------

    def _get_remarks(self, zones):
        """Return what is to be known of the figures, in words."""
        yield self.env["callcenter.reading"]._explain(
            self.env.companies, zones[0].first, zones[0].last
        )
        yield self.env._(definitions.UNKNOWABLE)

    def _get_period_answer(self, zones):
        first, last = zones[0].first, zones[0].last
        label = format_date(self.env, first)
        if first != last:
            label = f"{label} – {format_date(self.env, last)}"
        return {
            "first": fields.Date.to_string(first),
            "last": fields.Date.to_string(last),
            "label": label,
        }

    def _get_sections(self, totals, compared):
        return [
            self._get_section_answer(section, totals, compared)
            for section in self._get_definitions()
        ]

    def _get_section_answer(self, section, totals, compared):
        return {
            "code": section.code,
            "title": self.env._(section.title),
            "figures": [
                {
                    **self._get_figure_answer(figure),
                    "value": figure.value(totals),
                    "compared": [figure.value(sums) for sums in compared],
                }
                for figure in section.figures
            ],
        }

    def _get_figure_answer(self, figure):
        return {
            "code": figure.code,
            "label": self.env._(figure.label),
            "definition": self.env._(figure.definition),
            "unit": figure.unit,
        }

    def _get_slots(self, slots, before):
        """Return the half hours from the first to the last one that has offered calls.

        :param slots: sums by half hour, as of ``_sum_by_slot``
        :param before: such sums of each period that is compared
        """

        def get(sums, slot, name):
            return sums.get(slot, {}).get(name, 0)

        busy = [
            slot for sums in (slots, *before) for slot in sums if sums[slot]["offered"]
        ]
        return [
            {
                "slot": slot,
                "label": f"{slot // 2}:{slot % 2 * 30:02}",
                **{
                    name: get(slots, slot, name)
                    for name in ("offered", "answered", "missed")
                },
                "compared": [get(sums, slot, "offered") for sums in before],
            }
            for slot in range(min(busy, default=0), max(busy, default=-1) + 1)
        ]

    def _get_queues(self, zones, options):
        scope = self._get_scope(zones, {**options, "queue": None})
        groups = self.env["callcenter.call"]._read_group(scope, ["queue"])
        return sorted(queue for [queue] in groups if queue)

    def _explain_settings(self):
        """Return whose settings apply where companies have others, or False."""
        names = (
            "callcenter_sla_seconds",
            "callcenter_sla_target",
            "callcenter_short_abandon_seconds",
            "callcenter_callback_minutes",
        )
        companies = self.env.companies
        if not any(len(set(companies.mapped(name))) > 1 for name in names):
            return False
        return self.env._(
            "The SLA, its target, the limit of short abandons and the minutes to call"
            " back are those of %s, for all chosen companies.",
            self.env.company.name,
        )

    def _explain_empty(self):
        """Return why there are no calls, and what to do next."""
        if not self._get_pbxs():
            return {
                "text": self.env._(
                    "No exchange is connected yet. Who may connect one does it under"
                    " Configuration ▸ Connections."
                ),
                "latest": False,
            }
        latest = self.env["callcenter.call"].search(
            self._get_team_domain_of_calls(), order="start_date desc", limit=1
        )
        if not latest:
            return {
                "text": self.env._(
                    "No calls yet. Calls count here a minute after they have ended;"
                    " what the exchange sends stands under Configuration ▸ Journal."
                ),
                "latest": False,
            }
        tz = get_zone(latest.pbx_id.tz)
        day = latest.start_date.replace(tzinfo=timezone.utc).astimezone(tz).date()
        return {
            "text": self.env._(
                "No calls in this period. The latest call was on %s.",
                format_date(self.env, day),
            ),
            "latest": fields.Date.to_string(day),
        }


def to_utc(local, tz):
    """Return a local time as Odoo keeps it; one that a clock change skips is moved."""
    zone = get_zone(tz)
    return (
        zone.normalize(zone.localize(local))
        .astimezone(timezone.utc)
        .replace(tzinfo=None)
    )
