"""What records tell that came on their own, after the live words (rules 1, 2, 9)."""

from .attempts import FIGURES, LATE_SECONDS, OTHER, OWN, SILENCE, TAKEN
from .observation import INFO
from .records import Record, find_holder


def add_late(history):
    """Add the records of ``history`` to it; when they came tells nothing of the call."""
    infos = [(moment, x) for moment, x in history.timed if x.kind == INFO]
    for moment, x in infos:
        if not x.is_record:
            continue
        if history.parties.leg_number(x) or history.named(x):
            _add_of_leg(history, x, moment)
        else:
            _add_of_call(history, x, moment)
    for moment, x in infos:
        if x.recording and not x.is_record:
            _add_recording(history, x, moment)


def _add_of_leg(history, x, moment):
    number = history.parties.leg_number(x)
    attempt = history.named(x)
    own = history.by_number.get(number, []) if attempt is None else [attempt]
    record = Record(x, moment, None)
    holder = find_holder(history, number, own, record)
    if holder is None:
        holder = history.add(number, x)
    date = history.dates.get(id(x))
    is_winner = record.outcome == "answered" and holder.answered is None
    holder.add_record(x, date)
    is_open = holder.closed is None or holder.closed_by == SILENCE
    if is_open or (is_winner and holder.closed_by in (TAKEN, OTHER)):
        holder.close(_end_by_figures(holder, moment), FIGURES if is_open else OWN)
    if is_winner and not holder.is_caller:
        answered = record.answered_by(holder)
        if answered is None and record.talk is not None:
            answered = holder.closed - record.talk
        history.take(holder, answered, moment)


def _end_by_figures(attempt, moment):
    """Return when ``attempt`` ended by its record, else when that came."""
    if None not in (attempt.answered, attempt.talk):
        return attempt.answered + attempt.talk
    if attempt.duration is not None:
        start = attempt.date if attempt.rang is None else attempt.rang
        if start is not None:
            return start + attempt.duration
    return moment if attempt.began is None else max(moment, attempt.began)


def _add_of_call(history, x, moment):
    """A record of the whole call ends what is open still, but no later ring."""
    was_over = history.is_over
    history.is_over = True
    history.add_whole_record(x, moment)
    if not was_over:
        history.told_at = moment
    begun = history.first
    ended = moment
    if history.duration is not None and begun is not None:
        ended = begun + history.duration
    for attempt in history.open():
        if attempt.began is None or attempt.began <= moment + LATE_SECONDS:
            attempt.close(max(ended, attempt.began or ended), FIGURES)


def _add_recording(history, x, moment):
    number = history.parties.leg_number(x)
    attempt = history.named(x)
    own = history.by_number.get(number, []) if attempt is None else [attempt]
    if not own and not history.attempts and number and not history.is_over:
        # nothing else is known of the call: it is taken for late
        attempt = history.add(number, x)
        attempt.close(moment, SILENCE)
        own = [attempt]
    if not history.attempts and not history.is_over and history.arrived is None:
        history.is_assumed = True
    if any(attempt.recording == x.recording for attempt in own):
        return
    bare = [attempt for attempt in own if not attempt.recording]
    talked = [attempt for attempt in bare if attempt.answered or attempt.talk]
    if not own:
        history.recording = history.recording or x.recording
    elif bare:
        (talked[0] if talked else bare[-1]).recording = x.recording
