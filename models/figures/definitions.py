"""Every figure: what it is called, what it means, and which calls it counts.

The number on the screen, its definition beside it and the list behind it all come from
here. Sums add up over half hours; a Ratio divides two of them and is unknown, never
zero, where there is nothing to divide by.
"""

from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

PICK_UP_SECONDS = 10
# within which another call of a number is a repeated one
REPEAT_DAYS = 7

COUNT, RATE, SECONDS = "count", "rate", "seconds"


class Sum(NamedTuple):
    """How many calls ``domain`` finds, or the sum of ``fields`` over them.

    :param fields: names; of each call the first of them that is known counts
    """

    domain: Domain
    fields: tuple = ()


class Figure(NamedTuple):
    """One number on the screen.

    :param part: code of the Sum that it shows, by default its own
    :param whole: code of the Sum that ``part`` is divided by, if any
    """

    code: str
    label: str
    definition: str
    unit: str = COUNT
    part: str | None = None
    whole: str | None = None

    @property
    def calls(self):
        """Code of the Sum whose calls stand behind this figure."""
        return self.whole or self.part or self.code

    def value(self, sums):
        """Return this figure of ``sums`` by code; None where it is unknown."""
        part = sums.get(self.part or self.code)
        if not self.whole or part is None:
            return part
        return part / sums[self.whole] if sums.get(self.whole) else None


class Section(NamedTuple):
    """Figures that stand together."""

    code: str
    title: str
    figures: tuple


def sums(sla_seconds, short_abandon_seconds):
    """Return what is summed up over the settled calls of a period, by code.

    :param int sla_seconds: within which a call should be answered
    :param int short_abandon_seconds: under which an abandoned call is not offered
    """
    # a call that goes on under another id is one: the first stands for all its parts
    first = Domain("parent_id", "=", False)
    incoming = first & Domain("direction", "=", "incoming")
    in_hours = incoming & Domain("is_in_hours", "=", True)
    reached = _counted("disposition", "=", "answered")
    abandoned = _counted("disposition", "in", ["abandoned", "cancelled"])
    short = abandoned & _wait_within("<", short_abandon_seconds)
    told = _counted("disposition", "!=", False)
    offered = in_hours & told & ~short
    lost = offered & ~reached
    answered = offered & reached
    wait_known = answered & _counted("wait", "!=", False)
    unknown_wait = answered & _counted("wait", "=", False)
    talk_known = answered & _of_family(
        Domain("is_talk_known", "=", True), Domain("family_talk", "!=", False)
    )
    outgoing = first & Domain("direction", "=", "outgoing")
    return {
        "calls": Sum(Domain.TRUE),
        "offered": Sum(offered),
        "answered": Sum(answered),
        "missed": Sum(lost),
        "abandoned": Sum(offered & abandoned),
        **{
            code: Sum(offered & _counted("disposition", "=", code))
            for code in ("no_answer", "busy", "voicemail", "failed")
        },
        "short_abandons": Sum(in_hours & short),
        "outside_hours": Sum(incoming & Domain("is_in_hours", "=", False)),
        "unknown_outcome": Sum(in_hours & _counted("disposition", "=", False)),
        "within_sla": Sum(answered & _wait_within("<=", sla_seconds)),
        "sla_base": Sum(offered & ~unknown_wait),
        "wait_known": Sum(wait_known),
        "wait": Sum(wait_known, ("family_wait", "wait_duration")),
        "talk_known": Sum(talk_known),
        "talk": Sum(talk_known, ("family_talk", "talk_duration")),
        "outgoing": Sum(outgoing),
        "connected": Sum(outgoing & reached),
    }


def _counted(what, operator, value):
    """Return the domain of calls by what their callers know of them.

    :param what: ``disposition`` or ``wait``
    """
    own = {"disposition": "disposition", "wait": "wait_duration"}[what]
    return _of_family(
        Domain(own, operator, value), Domain(f"family_{what}", operator, value)
    )


def _of_family(alone, together):
    """Return ``alone`` of calls of one id, and ``together`` of those of several."""
    is_in_family = Domain("is_in_family", "=", True)
    return (~is_in_family & alone) | (is_in_family & together)


def _wait_within(operator, seconds):
    return _counted("wait", "!=", False) & _counted("wait", operator, seconds)


def sections(sla_seconds, short_abandon_seconds):
    """Return the Sections of the screen, in its order; parameters as of ``sums``."""
    return (
        Section(
            "service",
            _lt("Incoming calls"),
            (
                Figure(
                    "offered",
                    _lt("Offered"),
                    _lt(
                        "Incoming calls in opening hours, without internal calls and"
                        " without callers who gave up within %s seconds. A call that"
                        " goes on under another id counts once, from its first ring"
                        " to its last word.",
                        short_abandon_seconds,
                    ),
                ),
                Figure(
                    "answered",
                    _lt("Answered"),
                    _lt("Offered calls that somebody answered."),
                ),
                Figure(
                    "answer_rate",
                    _lt("Answer rate"),
                    _lt("Answered ÷ offered."),
                    RATE,
                    "answered",
                    "offered",
                ),
                Figure(
                    "sla",
                    _lt("SLA"),
                    _lt(
                        "Answered within %s seconds ÷ offered; answered calls whose"
                        " wait is unknown count in neither.",
                        sla_seconds,
                    ),
                    RATE,
                    "within_sla",
                    "sla_base",
                ),
                Figure(
                    "wait_avg",
                    _lt("Average wait"),
                    _lt("Wait until the answer ÷ answered calls whose wait is known."),
                    SECONDS,
                    "wait",
                    "wait_known",
                ),
                Figure(
                    "talk_avg",
                    _lt("Average talk"),
                    _lt("Talk ÷ answered calls whose talk is known."),
                    SECONDS,
                    "talk",
                    "talk_known",
                ),
            ),
        ),
        Section(
            "missed",
            _lt("Missed calls"),
            (
                Figure("missed", _lt("Missed"), _lt("Offered − answered.")),
                Figure(
                    "abandoned",
                    _lt("Abandoned"),
                    _lt("Missed: the caller hung up while waiting."),
                ),
                Figure(
                    "no_answer",
                    _lt("No answer"),
                    _lt("Missed: it rang until the exchange gave up."),
                ),
                Figure("busy", _lt("Busy"), _lt("Missed: every phone was busy.")),
                Figure(
                    "voicemail",
                    _lt("Voicemail"),
                    _lt("Missed: the caller came to the voicemail."),
                ),
                Figure(
                    "failed",
                    _lt("Failed"),
                    _lt("Missed: the exchange could not connect it."),
                ),
            ),
        ),
        Section(
            "apart",
            _lt("Not offered, and outgoing"),
            (
                Figure(
                    "short_abandons",
                    _lt("Short abandons"),
                    _lt(
                        "Incoming calls in opening hours whose caller gave up within"
                        " %s seconds.",
                        short_abandon_seconds,
                    ),
                ),
                Figure(
                    "outside_hours",
                    _lt("Outside opening hours"),
                    _lt(
                        "Incoming calls that came outside the opening hours of their"
                        " connection, or on a holiday."
                    ),
                ),
                Figure(
                    "unknown_outcome",
                    _lt("Outcome unknown"),
                    _lt(
                        "Incoming calls in opening hours of which the exchange told"
                        " the end, but not how it ended: neither answered nor missed."
                    ),
                ),
                Figure("outgoing", _lt("Outgoing"), _lt("Calls that agents placed.")),
                Figure(
                    "connected",
                    _lt("Connected"),
                    _lt("Outgoing calls that the other side answered."),
                ),
                Figure(
                    "connect_rate",
                    _lt("Connect rate"),
                    _lt("Connected ÷ outgoing."),
                    RATE,
                    "connected",
                    "outgoing",
                ),
            ),
        ),
    )


def customers_section(callback_minutes):
    """Return the Section of missed customers.

    :param int callback_minutes: of opening hours, within which they are to be reached
    """
    return Section(
        "customers",
        _lt("Missed customers"),
        (
            Figure(
                "customers_total",
                _lt("Missed customers"),
                _lt(
                    "Customers who got through to nobody, each once with all their"
                    " numbers, by the day of their first missed call; out of opening"
                    " hours too. Reached + closed + still waiting."
                ),
            ),
            Figure(
                "customers_reached",
                _lt("Reached"),
                _lt("We called them back, or they got through later."),
            ),
            Figure(
                "customers_closed",
                _lt("Closed"),
                _lt("Closed by a colleague, or not reached after three tries."),
            ),
            Figure(
                "customers_open",
                _lt("Still waiting"),
                _lt("Nobody has reached them yet."),
            ),
            Figure(
                "customers_in_time",
                _lt("Reached in time"),
                _lt("Reached within %s minutes of opening hours.", callback_minutes),
            ),
            Figure(
                "customers_in_time_rate",
                _lt("Rate in time"),
                _lt("Reached in time ÷ missed customers."),
                RATE,
                "customers_in_time",
                "customers_total",
            ),
        ),
    )


AGENT_FIGURES = (
    Figure(
        "rings",
        _lt("Ring attempts"),
        _lt(
            "How often an incoming call rang at the agent, in and out of opening hours;"
            " several extensions of one agent at the same moment are one attempt."
        ),
    ),
    Figure(
        "agent_answered", _lt("Answered"), _lt("Ring attempts that the agent answered.")
    ),
    Figure(
        "not_picked_up",
        _lt("Not picked up"),
        _lt(
            "Ring attempts of %s seconds or more that the agent did not answer, nor a"
            " colleague meanwhile.",
            PICK_UP_SECONDS,
        ),
    ),
    Figure(
        "agent_outgoing", _lt("Outgoing"), _lt("Outgoing calls that the agent placed.")
    ),
    Figure(
        "agent_connected",
        _lt("Connected"),
        _lt("Of those, the ones that the other side answered."),
    ),
    Figure(
        "agent_talk",
        _lt("Talk"),
        _lt("The sum of the agent's talks, incoming and outgoing, as far as known."),
        SECONDS,
    ),
    Figure(
        "agent_talk_avg",
        _lt("Average talk"),
        _lt("Talk ÷ talks whose length is known."),
        SECONDS,
        "agent_talk",
        "agent_talks",
    ),
)

UNKNOWABLE = _lt(
    "Occupancy and handling time need to know when an agent is ready, on a break or"
    " still writing. No exchange tells that here, so they are not shown: guesses would"
    " look like figures."
)
