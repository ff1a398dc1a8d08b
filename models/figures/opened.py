from datetime import date, timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from . import definitions, tables


class CallcenterFiguresOpened(models.AbstractModel):
    """The calls behind a number: always a domain, however many they are."""

    _inherit = "callcenter.figures"

    @api.model
    def open_calls(self, options, figure, user_id=None, slot=None, where=None):
        """Return the action that lists exactly the calls (or customers) of a number.

        :param dict options: see ``callcenter.figures``
        :param str figure: code of a figure
        :param int user_id: the agent, for a figure of an agent
        :param int slot: the half hour of the day, 0 to 47
        :param dict where: in which row of a table the number stands, by the names of
            ``_get_places``
        :raises AccessError: for who is no supervisor
        :raises UserError: for a figure or a place that does not exist
        """
        where = {
            **(where if isinstance(where, dict) else {}),
            **({} if slot is None else {"slot": slot}),
        }
        zones = self._get_zones_of(self._get_zones(options), where)
        customers = definitions.customers_section(0).figures
        agents = definitions.AGENT_FIGURES
        known = [*self._all_figures(), *customers, *agents, *tables.FIGURES]
        shown = next((f for f in known if f.code == figure), None)
        if not shown:
            raise UserError(self.env._("There is no such figure."))
        name = "callcenter.action_calls"
        if shown in customers and where:
            raise UserError(self.env._("There is no such figure."))
        if shown in customers:
            name = "callcenter.action_missed"
            domain = self._get_customers_domain(zones, options, shown)
        elif shown in agents:
            domain = self._get_agent_calls(zones, options, shown, user_id)
        else:
            domain = self._get_scope(zones, options) & self._get_sums()[shown.calls][0]
        domain = Domain(domain) & self._get_where(zones, where)
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        label = self.env._(shown.label)
        period = self._get_period_answer(zones)["label"]
        return {
            **action,
            "name": f"{label}, {period}",
            "display_name": f"{label}, {period}",
            "domain": list(domain),
            "context": {},
            "path": False,
        }

    def _get_zones_of(self, zones, where):
        """Return the zones of the week in ``where``, which need not lie in the period."""
        week = where.pop("week", None)
        if week is None:
            return zones
        first = self._to_date(week)
        return [zone.at(first, first + timedelta(days=6)) for zone in zones]

    def _to_date(self, value):
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise UserError(self.env._("There is no such figure.")) from error

    def _get_where(self, zones, where):
        """Return the domain of a row of a table."""
        places = self._get_places()
        if not where.keys() <= places.keys():
            raise UserError(self.env._("There is no such figure."))
        try:
            return Domain.AND(places[name](zones, where[name]) for name in where)
        except (TypeError, ValueError, OverflowError) as error:
            raise UserError(self.env._("There is no such figure.")) from error

    def _get_places(self):
        """Return what a row of a table may be of, each with its domain of a value."""
        return {
            "slot": lambda _zones, slot: Domain("start_slot", "=", int(slot)),
            "hour": lambda _zones, hour: Domain(
                "start_slot", "in", [2 * int(hour), 2 * int(hour) + 1]
            ),
            "weekday": lambda _zones, day: Domain("start_weekday", "=", int(day)),
            "queue": lambda _zones, name: Domain("queue", "=", _text(name)),
            "did": lambda _zones, number: Domain("did", "=", _text(number)),
            "phone": lambda _zones, phone: Domain("phone_sanitized", "=", _text(phone)),
            "agent": lambda _zones, user_id: (
                Domain("user_id", "=", int(user_id)) & self._get_team_domain()
            ),
            "outcome": lambda _zones, outcome: Domain("outcome_id", "=", int(outcome)),
            "day": self._get_day_domain,
        }

    def _get_day_domain(self, zones, day):
        day = self._to_date(day)
        return Domain.OR(self._get_zone_domain(zone.at(day, day)) for zone in zones)


def _text(value):
    return str(value) if value else False
