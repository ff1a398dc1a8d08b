"""From what was told to the attempts of a call: who rang, answered, ended, and when.

One pass over the live words in the order of their time (rules 1, 6, 7, 9); what a record
tells follows in ``records``.
"""

from ..wire.errors import Problem
from .observation import ANSWER, ARRIVE, DIAL, END, INFO, QUIET, RING
from .outcomes import larger, strongest, strongest_unnamed
from .records import Record, find_holder, told_outcome

LATE_SECONDS = 3
NEXT_SECONDS = 1
RING_SLACK_SECONDS = 2

# what ended an attempt
OWN = "its own end"
WHOLE = "the end of the call"
OTHER = "another's end, where one end ends the call"
TAKEN = "another's answer"
TIME = "the exchange's ring time"
SILENCE = "nothing was heard"
FIGURES = "a record"

_RANKS = {DIAL: 0, ARRIVE: 1, RING: 2, ANSWER: 3, END: 4, QUIET: 6, INFO: 7}
_RANK_WHOLE = 5


class Attempt:
    """One attempt at one extension.

    :ivar rang: when its ring came, or None
    :ivar answered: when its answer came, or None
    :ivar picked: when an answer came that named the extension's own number
    :ivar closed: when it ended, None while it is open
    :ivar closed_by: what ended it
    :ivar told: the outcome that its own words tell
    :ivar is_told_answered: an answer came that belongs before its end (7)
    :ivar words: the Observations of it; ``copies`` those that changed nothing
    :ivar is_copy: whether its ring may be a late copy: nothing else told it
    """

    __slots__ = (
        "answered",
        "closed",
        "closed_by",
        "copies",
        "date",
        "duration",
        "index",
        "is_again",
        "is_caller",
        "is_copy",
        "is_told_answered",
        "number",
        "own_talk",
        "own_told",
        "picked",
        "rang",
        "recording",
        "ring",
        "talk",
        "told",
        "words",
    )

    def __init__(self, number, index, ring=""):
        self.number, self.index, self.ring = number, index, ring
        self.rang = self.answered = self.picked = None
        self.closed = self.closed_by = None
        self.told = self.own_told = None
        self.talk = self.own_talk = self.duration = self.date = None
        self.recording, self.words, self.copies = "", [], []
        self.is_caller = self.is_copy = self.is_again = self.is_told_answered = False

    @property
    def began(self):
        """When it was first seen, or None where only its end was."""
        if self.rang is None or self.answered is None:
            return self.answered if self.rang is None else self.rang
        return min(self.rang, self.answered)

    @property
    def is_ringing(self):
        """Whether it is open and was not answered."""
        return self.closed is None and self.answered is None

    @property
    def is_talking(self):
        """Whether it is open and was answered."""
        return self.closed is None and self.answered is not None

    def close(self, moment, by):
        """End it."""
        self.closed, self.closed_by = moment, by

    def reopen(self, moment):
        """Go on: it was answered after what seemed its end (6)."""
        self.closed = self.closed_by = None
        self.answered = moment if self.answered is None else self.answered

    def add_record(self, observation, date):
        """Take the figures, the outcome and the recording that are told of it."""
        self.words.append(observation)
        told, talk = told_outcome(observation), observation.talk
        if told is None and talk is None:
            pass
        elif observation.is_own_phone:
            self.own_told = strongest(self.own_told, told)
            self.own_talk = larger(self.own_talk, talk)
        else:
            self.told = strongest(self.told, told)
            self.talk = larger(self.talk, talk)
        self.duration = larger(self.duration, observation.duration)
        self.recording = self.recording or observation.recording
        self.date = date if self.date is None else self.date


class History:
    """The attempts of one call and what was told of it as a whole.

    :ivar first: when its first live word was, or None
    :ivar arrived: when a word came that names no extension
    :ivar hung_up: when the first end of the whole call was, after the last live word
    :ivar told: the outcome told of the whole call
    :ivar is_over: whether an end, or a record, of the whole call was told
    :ivar is_assumed: whether silence ended a call that has no attempts
    """

    def __init__(self, timed, parties, exchange, counts, is_timed):
        self.timed, self.parties, self.exchange = timed, parties, exchange
        self.is_timed = is_timed
        self.attempts, self.by_number, self.by_ring = [], {}, {}
        self.counts = counts
        self.first = self.arrived = self.hung_up = self.told_at = None
        self.whole_closed = self.whole_told = None
        self.told = self.duration = self.talk = None
        self.recording = ""
        self.is_over = self.is_assumed = False
        self.problems, self.ends_of_one = [], []
        self.dates = {}

    # -- finding --------------------------------------------------------------------

    def latest(self, number):
        """Return the latest attempt at extension ``number``, or None."""
        attempts = self.by_number.get(number)
        return attempts[-1] if attempts else None

    def named(self, observation):
        """Return the attempt that the exchange's own name of it tells (1), or None."""
        attempts = self.by_ring.get(observation.ring) if observation.ring else None
        if not attempts:
            return None
        number = self.parties.leg_number(observation)
        return next((x for x in attempts if number in ("", x.number)), None)

    def open(self):
        """Return the attempts that have not ended."""
        return [x for x in self.attempts if x.closed is None]

    def add(self, number, observation):
        """Return a new attempt at ``number``."""
        attempts = self.by_number.setdefault(number, [])
        index = self.counts.get(number, 0) + len(attempts) + 1
        attempt = Attempt(number, index, observation.ring)
        attempts.append(attempt)
        self.attempts.append(attempt)
        if observation.ring:
            self.by_ring.setdefault(observation.ring, []).append(attempt)
        parties = self.parties
        attempt.is_caller = parties.is_placed and number in parties.callers
        return attempt

    def find_or_add(self, observation):
        """Return ``(attempt, is_new)`` that a ring or an answer is of."""
        number = self.parties.leg_number(observation)
        attempt = self.named(observation)
        if attempt is None:
            attempt = self.latest(number)
            if attempt is not None and observation.ring:
                if attempt.closed is not None or attempt.ring:
                    attempt = None  # another name is another attempt
                else:
                    attempt.ring = observation.ring
                    self.by_ring.setdefault(observation.ring, []).append(attempt)
        if attempt is not None:
            return attempt, False
        return self.add(number, observation), True

    # -- one word after the other -----------------------------------------------------

    def follow(self):
        """Follow the live words in their order; return self."""
        steps = {
            RING: self.ring,
            DIAL: self.ring,
            ARRIVE: self.arrive,
            ANSWER: self.answer,
            END: self.end,
            QUIET: self.silence,
        }
        ring_time = self.exchange.ring_time
        for moment, observation in self.in_order():
            if ring_time:
                self.ring_out(moment - ring_time)
            if self.first is None and observation.kind != QUIET:
                self.first = moment
            steps[observation.kind](observation, moment)
        for moment, observation in self.ends_of_one:
            # of two that end at once neither goes on
            last = moment + NEXT_SECONDS
            if any(x.closed is None or x.closed > last for x in self.attempts):
                self._warn(observation, "end_for_one_leg", observation.extension)
        return self

    def in_order(self):
        """Return the live words; of one moment an open earlier attempt ends first."""
        timed = [item for item in self.timed if item[1].kind != INFO]
        moments = [moment for moment, _x in timed]
        if len(set(moments)) == len(moments):
            return timed
        return self._ends_first(timed)

    def _ends_first(self, timed):
        """Return ``timed`` with the ends before what begins at the same moment."""
        found, began, index = [], set(), 0
        while index < len(timed):
            moment = timed[index][0]
            last = index
            while last < len(timed) and timed[last][0] == moment:
                last += 1
            group = timed[index:last]
            if last - index > 1:
                group = _arrange(group, began)
            for _moment, x in group:
                if x.extension and x.kind != INFO:
                    (began.discard if x.kind == END else began.add)(x.extension)
            found += group
            index = last
        return found

    def ring_out(self, limit):
        """End the rings that began before ``limit``: nobody lets them ring longer (9)."""
        for attempt in self.attempts:
            if (
                attempt.closed is None
                and attempt.answered is None
                and not attempt.is_caller
                and attempt.rang is not None
                and attempt.rang < limit - RING_SLACK_SECONDS
            ):
                attempt.close(attempt.rang + self.exchange.ring_time, TIME)

    def arrive(self, observation, moment):
        """The call is there."""
        if self.hung_up is None and all(x.closed is None for x in self.attempts):
            self.arrived = moment if self.arrived is None else self.arrived

    def ring(self, observation, moment):
        """A telephone rings, or an extension dials."""
        if not self.parties.leg_number(observation) and not observation.ring:
            self.arrive(observation, moment)
            return
        attempt, is_new = self.find_or_add(observation)
        is_late = self._is_after_the_call(moment)
        if not is_new and attempt.closed is not None:
            if self._is_copy(attempt, observation, moment) or is_late:
                attempt.copies.append(observation)
                return
            is_soon = moment - attempt.closed <= LATE_SECONDS
            attempt = self.add(attempt.number, observation)
            attempt.is_again = not observation.ring
            attempt.is_copy = attempt.is_again and is_soon
        (attempt.words if attempt.rang is None else attempt.copies).append(observation)
        attempt.rang = moment if attempt.rang is None else attempt.rang
        if is_late:
            # it came too late and opens nothing (7)
            attempt.close(self.whole_closed, WHOLE)
        else:
            self.hung_up = None

    def _is_after_the_call(self, moment):
        """Return whether a ring came just behind the end of the whole call (7)."""
        if self.whole_closed is None or self.is_timed:
            return False
        return moment - self.whole_closed <= LATE_SECONDS

    def _is_copy(self, attempt, observation, moment):
        """Return whether a ring at an attempt that has ended is one told before."""
        if observation.ring and observation.ring == attempt.ring:
            return True
        if observation.kind == DIAL and attempt.is_caller:
            return True  # who places a call does so once
        is_soon = moment - attempt.closed <= LATE_SECONDS
        return attempt.closed_by == TAKEN and is_soon

    def answer(self, observation, moment):
        """Somebody answers."""
        attempt = self._answering(observation)
        if attempt is None:
            self._warn(observation, "answer_without_leg")
            self.told = strongest_unnamed(self.told, "answered")
            self.arrive(observation, moment)
            return
        attempt.words.append(observation)
        is_own = observation.is_own_phone
        if is_own and attempt.picked is None:
            attempt.picked = moment
        if is_own and attempt.is_caller:
            # who places the call waits for the customer
            attempt.rang = moment if attempt.rang is None else attempt.rang
            return
        if attempt.closed is not None:
            attempt = self._answered_late(attempt, observation, moment)
            if attempt is None:
                return
        if attempt.answered is None:
            attempt.answered = moment
            self.take(attempt, moment, moment)
        if self.parties.direction == "internal" and not attempt.is_caller:
            self._connect_callers(moment)
        self.hung_up = None

    def _connect_callers(self, moment):
        """A colleague answers: who called them talks, too."""
        for attempt in self.attempts:
            if attempt.is_caller and attempt.is_ringing:
                attempt.answered = moment

    def _answering(self, observation):
        if observation.extension or self.named(observation):
            return self.find_or_add(observation)[0]
        candidates = [x for x in self.open() if x.answered is None] or self.open()
        return candidates[0] if len(candidates) == 1 else None

    def _answered_late(self, attempt, observation, moment):
        """Return which attempt an answer after an end opens, None where it does not."""
        is_soon = not self.is_timed and moment - attempt.closed <= LATE_SECONDS
        if attempt.closed_by == OWN:
            if is_soon and attempt.told == "answered":
                attempt.is_told_answered = True
                return None
            if observation.ring and attempt.ring == observation.ring:
                attempt.is_told_answered |= attempt.answered is None
                return None  # its name tells that it is over
            return self.add(attempt.number, observation)
        if attempt.closed_by == WHOLE:
            is_explained = any(
                x.answered is not None or x.told == "answered" for x in self.attempts
            )
            if is_soon and self.whole_told == "answered" and not is_explained:
                attempt.is_told_answered = True
                return None
            if attempt.answered is not None and is_soon:
                return None  # it was told before
            self.whole_closed = None
        elif attempt.closed_by == OTHER and self.exchange.scope == "call":
            self._warn(observation, "answer_after_end", attempt.number)
        attempt.reopen(moment)
        self.take(attempt, moment, moment)
        return attempt

    def take(self, taker, answered, moment):
        """End what rang while ``taker`` answered (3, 9); ``answered`` may be unknown."""
        for attempt in self.attempts:
            is_ringing = attempt.is_ringing or _is_loser(attempt, answered, moment)
            if attempt is taker or not is_ringing or attempt.is_caller:
                continue
            limit = answered
            if answered is None:
                # nobody tells when: those of one ring group began together
                limit = (moment if taker.rang is None else taker.rang) + LATE_SECONDS
            if attempt.rang is None or attempt.rang <= limit:
                closed = moment if answered is None else answered
                attempt.close(max(closed, attempt.rang or closed), TAKEN)

    def end(self, observation, moment):
        """An attempt or the call is over."""
        number = self.parties.leg_number(observation)
        attempt = self.named(observation)
        if not number and attempt is None:
            self.end_whole(observation, moment)
            return
        own = self.by_number.get(number, []) if attempt is None else [attempt]
        attempt = own[-1] if own else None
        record = Record(observation, moment, moment)
        holder = find_holder(self, number, own, record)
        if holder is not None and self._is_takers(holder, record):
            holder = next(x for x in self.attempts if x.is_talking)
        if holder is None:
            holder = attempt = self.add(number, observation)
        if attempt is not None and attempt is not holder:
            if attempt.closed is None:
                # another attempt's end is not its own
                is_other = holder.number == attempt.number
                attempt.close(moment, SILENCE if is_other else OWN)
        self._close_by_own_end(holder, record)
        holder.add_record(observation, self.dates.get(id(observation)))
        if record.outcome == "answered" and not holder.is_caller:
            self.take(holder, record.answered_by(holder), moment)
        if self.exchange.scope == "call":
            self._end_others(observation, moment)

    def _is_takers(self, attempt, record):
        """Return whether an answered end at who lost the call is the only talker's (2)."""
        is_lost = attempt.closed_by == TAKEN and record.talk is None
        if not is_lost or record.outcome != "answered":
            return False
        return sum(x.is_talking for x in self.attempts) == 1

    def _close_by_own_end(self, attempt, record):
        """End ``attempt`` by its own end, where what seemed its end was none."""
        is_winner = record.outcome == "answered" and attempt.answered is None
        is_to_end = (
            attempt.closed is None
            or attempt.closed_by in (SILENCE, OTHER, TIME)
            or (attempt.closed_by == TAKEN and is_winner)
        )
        if is_to_end:
            attempt.close(record.moment, OWN)

    def _end_others(self, observation, moment):
        """Let the end of an extension end the call, as it does on this exchange (6)."""
        for attempt in self.attempts:
            # the next telephone may ring as this one stops: which is told first is chance
            is_next = attempt.rang is not None and moment - attempt.rang < NEXT_SECONDS
            if attempt.is_ringing and not is_next:
                attempt.close(moment, OTHER)
        if any(x.is_talking for x in self.attempts):
            self.ends_of_one.append((moment, observation))

    def end_whole(self, observation, moment):
        """The whole call is over."""
        self.is_over = True
        if self.hung_up is None:
            self.hung_up = moment
        self.whole_closed = moment
        self.whole_told = observation.outcome
        for attempt in self.attempts:
            is_assumed = attempt.closed_by == SILENCE and not attempt.is_copy
            if attempt.closed is None or is_assumed:
                attempt.close(moment, WHOLE)
        self.add_whole_record(observation, moment)

    def add_whole_record(self, observation, moment):
        """Take what a record without an extension tells; it may be a leg's (2)."""
        record = Record(observation, moment, self.hung_up)
        holder = find_holder(self, "", [], record)
        if holder is not None:
            holder.talk = larger(holder.talk, observation.talk)
            holder.told = strongest(holder.told, "answered")
        elif observation.talk is not None:
            self.talk = larger(self.talk, observation.talk)
        self.told = strongest_unnamed(self.told, observation.outcome)
        self.duration = larger(self.duration, observation.duration)
        self.recording = self.recording or observation.recording

    def silence(self, observation, moment):
        """Nothing was heard for too long: what is open is taken to have ended (9)."""
        number = self.parties.leg_number(observation)
        for attempt in self.attempts:
            is_meant = number in ("", attempt.number) and (
                not observation.ring or observation.ring == attempt.ring
            )
            if is_meant and attempt.closed is None:
                attempt.close(moment, SILENCE)
        if not number and not self.attempts:
            self.is_assumed = True

    def _warn(self, observation, code, extension=None):
        """Keep a Problem that the exchange is told with this observation."""
        values = {} if extension is None else {"extension": extension}
        self.problems.append((observation, Problem(code, values, "extension")))


def _is_loser(attempt, answered, moment):
    """Return whether an end was told at once with the record of who had answered before.

    Its ring was over by then: an exchange may tell of all when the call is.
    """
    return (
        None not in (answered, attempt.rang, attempt.closed)
        and attempt.closed_by == OWN
        and attempt.answered is None
        and attempt.told in (None, "no_answer", "cancelled")
        and not attempt.talk
        and attempt.rang <= answered < attempt.closed
        and abs(moment - attempt.closed) < NEXT_SECONDS
    )


def rank(observation):
    """Return the place of ``observation`` among those of one moment."""
    if observation.kind == END and not observation.extension and not observation.ring:
        return _RANK_WHOLE
    return _RANKS[observation.kind]


def _arrange(group, began):
    """Return words of one moment in their order, ends of what had begun before first."""
    kinds = {}
    for _moment, x in group:
        kinds.setdefault(x.extension, set()).add(x.kind)

    def place(item):
        x = item[1]
        of_it = kinds[x.extension]
        is_earlier = (
            x.kind == END
            and x.extension in began
            and (RING in of_it or ANSWER not in of_it)
        )
        return (0 if is_earlier else 1, rank(x))

    return sorted(group, key=place)
