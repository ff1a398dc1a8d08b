"""The figures that stand in tables beside those of the screen, each with its definition."""

from datetime import timedelta

from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from .definitions import RATE, REPEAT_DAYS, SECONDS, Figure, Section, Sum

_lt = LazyTranslate(__name__)

TREND_WEEKS = 12
TOP_CALLERS = 20

# side by side for each queue, hotline and week: figures of the screen
ROW_CODES = (
    "offered",
    "answered",
    "answer_rate",
    "sla",
    "wait_avg",
    "missed",
    "abandoned",
)
CALLER_CODES = ("offered", "answered", "missed")

AGENT_DAY_FIGURES = (
    Figure(
        "answered",
        _lt("Answered"),
        _lt("Offered calls that this agent was the last to answer."),
    ),
    Figure(
        "wait_avg",
        _lt("Average wait"),
        _lt("Of these calls, how long the caller had waited, from the first ring."),
        SECONDS,
        "wait",
        "wait_known",
    ),
    Figure(
        "team_wait_avg",
        _lt("Team's average wait"),
        _lt("The same of all agents in this table, that day."),
        SECONDS,
        "team_wait",
        "team_wait_known",
    ),
    Figure(
        "answered_in_time",
        _lt("Answered within the SLA"),
        _lt("Of these calls with a known wait, the share answered within the SLA."),
        RATE,
        "within_sla",
        "wait_known",
    ),
    Figure(
        "team_answered_in_time",
        _lt("Team's share within the SLA"),
        _lt("The same of all agents in this table, that day."),
        RATE,
        "team_within_sla",
        "team_wait_known",
    ),
)

CALLERS = Section(
    "callers",
    _lt("Callers"),
    (
        Figure(
            "known_callers",
            _lt("With a known number"),
            _lt("Offered calls whose caller shows a number."),
        ),
        Figure(
            "repeat_calls",
            _lt("Called again within 7 days"),
            _lt(
                "Offered calls whose number had called in the seven days before,"
                " whatever became of that call."
            ),
        ),
        Figure(
            "repeat_rate",
            _lt("Share of repeated calls"),
            _lt("Called again within 7 days ÷ offered calls with a known number."),
            RATE,
            "repeat_calls",
            "known_callers",
        ),
        Figure(
            "first_call_resolution",
            _lt("First-call resolution"),
            _lt(
                "Answered calls whose number did not call again in the seven days after"
                " ÷ answered calls with a known number. Calls of the last seven days"
                " count in neither: nobody knows yet."
            ),
            RATE,
            "resolved",
            "resolvable",
        ),
    ),
)

OUTCOME = Figure(
    "with_outcome",
    _lt("Calls with this outcome"),
    _lt("Calls in and out, each with the outcome that its agent chose."),
)

WAITING_CUSTOMERS = Figure(
    "waiting_customers",
    _lt("To call back"),
    _lt("Missed customers whom nobody has reached yet, whenever they called."),
)

# those whose calls can be opened, beside the screen's
FIGURES = (*CALLERS.figures, OUTCOME, AGENT_DAY_FIGURES[3])


def caller_sums(sums, now):
    """Return the Sums of CALLERS, by code.

    :param dict sums: as of ``definitions.sums``
    :param datetime now: in UTC, without zone
    """
    known = Domain("phone_sanitized", "!=", False)
    offered = sums["offered"].domain & known
    is_over = Domain("start_date", "<", now - timedelta(days=REPEAT_DAYS))
    resolvable = sums["answered"].domain & known & is_over
    return {
        "known_callers": Sum(offered),
        "repeat_calls": Sum(offered & Domain("is_repeat", "=", True)),
        "resolvable": Sum(resolvable),
        "resolved": Sum(resolvable & ~Domain("is_called_again", "=", True)),
    }


def outcome_sums():
    """Return the Sum of OUTCOME, by code."""
    chosen = Domain("outcome_id", "!=", False) & Domain("parent_id", "=", False)
    return {"with_outcome": Sum(chosen & Domain("direction", "!=", "internal"))}
