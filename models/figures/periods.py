"""Periods: which days a name means, and what they are compared with. No clock here."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

MAX_DAYS = 366
NAMED = ("today", "yesterday", "this_week", "last_week", "this_month", "last_month")
CUSTOM = "custom"


class Period(NamedTuple):
    """From ``start`` to before ``end``, in local time without zone."""

    start: datetime
    end: datetime

    def is_going_on(self, now):
        """Return whether it has begun and is not over."""
        return self.start < now < self.end


class Comparison(NamedTuple):
    """What a period is compared with.

    :param name: of ``shifts``
    :param back: how far back it lies
    :param is_whole: all of it, also where the period is not over
    """

    name: str
    back: timedelta | relativedelta
    is_whole: bool = False


def resolve(code, today, week_start=1, first=None, last=None):
    """Return the ``(first, last)`` day of a period.

    :param str code: one of NAMED, or CUSTOM with ``first`` and ``last``
    :param date today: the day it is where the period is asked for
    :param int week_start: 1 for Monday to 7 for Sunday
    :raises ValueError: for a code or days that make no period
    """
    if code == CUSTOM:
        is_period = isinstance(first, date) and isinstance(last, date)
        if not is_period or not timedelta() <= last - first < timedelta(days=MAX_DAYS):
            raise ValueError("no period")
        return first, last
    if code not in NAMED:
        raise ValueError("no period")
    monday = today - timedelta(days=(today.isoweekday() - week_start) % 7)
    month = today.replace(day=1)
    day = timedelta(days=1)
    return {
        "today": (today, today),
        "yesterday": (today - day, today - day),
        "this_week": (monday, monday + 6 * day),
        "last_week": (monday - 7 * day, monday - day),
        "this_month": (month, month + relativedelta(months=1) - day),
        "last_month": (month - relativedelta(months=1), month - day),
    }[code]


def span(first, last):
    """Return the Period of all of ``first`` to all of ``last``."""
    start = datetime.combine(first, time())
    return Period(start, datetime.combine(last + timedelta(days=1), time()))


def shifts(code, first, last):
    """Return what a period is compared with: ``(name, how far back it lies)``.

    One day with the day before and the same weekday of the week before; a week with the
    week before, a month with the month before, other periods with as many days before.
    """
    if first == last:
        return [("day_before", timedelta(days=1)), ("week_before", timedelta(days=7))]
    if code.endswith("month") or _is_whole_month(first, last):
        return [("month_before", relativedelta(months=1))]
    if code.endswith("week"):
        return [("week_before", timedelta(days=7))]
    return [("days_before", timedelta(days=(last - first).days + 1))]


def _is_whole_month(first, last):
    return first.day == 1 and last == first + relativedelta(months=1, days=-1)


def reported(frequency, today):
    """Return the ``(first, last)`` day of the latest report that is due ``today``.

    :param str frequency: ``daily``: of the day before, ``weekly``: from Monday to Sunday,
        ``monthly``
    """
    first = _latest_due(frequency, today)
    back = {
        "daily": timedelta(days=1),
        "weekly": timedelta(days=7),
        "monthly": relativedelta(months=1),
    }[frequency]
    return first - back, first - timedelta(days=1)


def _latest_due(frequency, today):
    if frequency == "weekly":
        return today - timedelta(days=today.weekday())
    return today.replace(day=1) if frequency == "monthly" else today


def next_report(frequency, now, hour):
    """Return when the next report is due after ``now``, in local time.

    :param int hour: of the day at which it is sent
    """
    day = now.date()
    while True:
        moment = datetime.combine(day, time(hour))
        if moment > now and _latest_due(frequency, day) == day:
            return moment
        day += timedelta(days=1)


def earlier(period, back, now=None):
    """Return the Period that lies ``back`` before.

    One that is not over ``now`` is compared with as much of the earlier one: today until
    noon with yesterday until noon. Without ``now`` it is all of the earlier one.
    """
    start, end = period.start - back, period.end - back
    if now and period.is_going_on(now):
        # not `now - back`: a month before 30 March would be 28 February, at this hour
        end = min(end, start + (now - period.start))
    return Period(start, end)
