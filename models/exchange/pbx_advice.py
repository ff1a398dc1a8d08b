import ipaddress
from datetime import timedelta
from statistics import median
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.http import db_list

from ...compat.timezones import countries_of
from ...wire.errors import SENTENCES
from .problems import load_problems

MAX_SILENCE_DAYS = 31
# the exchange's clock is judged by most of the latest events that tell a time, whole
# hours to a few minutes
CLOCK_EVENTS, CLOCK_DATED = 50, 10
CLOCK_MINUTES = 10


class CallcenterPbxAdvice(models.Model):
    """What a connection's form says to whoever connects the exchange."""

    _inherit = "callcenter.pbx"

    advice = fields.Text(compute="_compute_advice", compute_sudo=True)

    @api.depends("active", "extension_ids.user_id", "tz", "country_id")
    @api.depends_context("lang")
    def _compute_advice(self):
        for pbx in self:
            advice = [
                pbx._get_advice_on_archiving(),
                pbx._get_advice_on_address(),
                pbx._get_advice_on_databases(),
                pbx._get_advice_on_extensions(),
                pbx._get_advice_on_silence(),
                advise_on_country(pbx),
                pbx._get_advice_on_clock(),
                pbx._get_advice_on_at(),
                pbx._get_advice_on_recordings(),
            ]
            pbx.advice = "\n".join(filter(None, advice)) or False

    def _get_advice_on_archiving(self):
        if self.active:
            return None
        return self.env._(
            "This connection is archived: whatever its exchange sends is refused."
        )

    def _get_advice_on_address(self):
        url = urlsplit(self.get_base_url())
        if _is_local(url.hostname or ""):
            return self.env._(
                "The address %s is reached from this network alone. Set the system"
                " parameter web.base.url to the address that the exchange can reach.",
                url.netloc,
            )
        if url.scheme != "https":
            return self.env._(
                "The address is plain http: on its way anybody can read the token and"
                " the callers' numbers. Use https."
            )
        return None

    def _get_advice_on_databases(self):
        if self.last_event_date:
            return None
        names = db_list(force=True, host=urlsplit(self.get_base_url()).netloc)
        if len(names) < 2:
            return None
        return self.env._(
            "This server has %(count)s databases at this address. Let the exchange send"
            " the header X-Odoo-Database: %(name)s, or set Odoo's option dbfilter.",
            count=len(names),
            name=self.env.cr.dbname,
        )

    def _get_advice_on_extensions(self):
        if self.extension_ids.user_id:
            return None
        return self.env._(
            "No extension is mapped to a user yet, so nobody sees who is calling: map"
            " them under Extensions."
        )

    def _get_advice_on_silence(self):
        if not self.last_event_date:
            return None
        now = fields.Datetime.now()
        hours = (now - self.last_event_date).total_seconds() / 3600
        if self.resource_calendar_id and hours >= self.silence_hours:
            since = max(self.last_event_date, now - timedelta(days=MAX_SILENCE_DAYS))
            hours = self._get_open_hours(since, now)
        if hours < self.silence_hours:
            return None
        return self.env._(
            "Nothing was heard for %s opening hours. Is the exchange still sending?"
            " Listen shows what knocks.",
            int(hours),
        )

    def _get_advice_on_at(self):
        """Return what the latest event that carried ``at`` says of the clock."""
        latest = self.env["callcenter.event"].search(
            [("pbx_id", "=", self.id)], order="id desc", limit=CLOCK_EVENTS
        )
        dated = latest.filtered(lambda event: '"at"' in (event.payload or ""))[:1]
        for problem in load_problems(dated.problems):
            if problem.code.startswith("at_"):
                return self.env._(SENTENCES[problem.code], **problem.values)
        return None

    def _get_advice_on_clock(self):
        # sudo is given: the journal's reasons, not what was sent
        latest = self.env["callcenter.event"].search(
            [("pbx_id", "=", self.id)], order="id desc", limit=CLOCK_EVENTS
        )
        # few rows: a search for the word would read the journal of who never sends it
        dated = latest.filtered(lambda event: '"calldate"' in (event.payload or ""))
        events = dated[:CLOCK_DATED]
        minutes = [
            problem.values["minutes"]
            for event in events
            for problem in load_problems(event.problems)
            if problem.code == "clock_differs"
        ]
        if 2 * len(minutes) <= len(events):
            return None
        hours = round(median(minutes) / 60)
        if abs(median(minutes) - hours * 60) > CLOCK_MINUTES or not hours:
            return None
        values = {"hours": abs(hours), "tz": self.tz}
        if hours < 0:
            return self.env._(
                "The exchange's clock is %(hours)s hours behind: it does not stand in"
                " the time zone %(tz)s. Change the one or the other.",
                **values,
            )
        return self.env._(
            "The exchange's clock is %(hours)s hours ahead: it does not stand in"
            " the time zone %(tz)s. Change the one or the other.",
            **values,
        )


def advise_on_country(pbx):
    """Return a sentence where a connection's country and time zone do not go together."""
    codes = countries_of(pbx.tz)
    if not codes or not pbx.country_id or pbx.country_id.code in codes:
        return None
    return pbx.env._(
        "Local numbers are read as those of %(country)s, times as those of %(tz)s:"
        " is one of them wrong?",
        country=pbx.country_id.name,
        tz=pbx.tz,
    )


def _is_local(host):
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host
