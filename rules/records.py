"""Which attempt a record is of (rule 2): by its times, else by what it names."""

FIT_SECONDS = 2


def told_outcome(observation):
    """Return the outcome that a record tells: talk at an extension is an answer."""
    named = observation.extension or observation.ring
    if observation.outcome is None and observation.talk and named:
        return "answered"
    return observation.outcome


class Record:
    """Figures and an outcome as they were told.

    :ivar moment: when they came
    :ivar ended: when the end was that they came with, None of late figures
    """

    def __init__(self, observation, moment, ended):
        self.moment, self.ended = moment, ended
        self.outcome = told_outcome(observation)
        self.talk, self.duration = observation.talk, observation.duration
        self.date = observation.date
        self.is_own_phone = observation.is_own_phone

    @property
    def is_of_talk(self):
        """Whether it tells how long somebody talked."""
        return self.outcome == "answered" and self.talk is not None

    def answers(self, attempt=None):
        """Yield when the talk began by this record, as far as times tell."""
        if self.date is not None and None not in (self.duration, self.talk):
            yield self.date + self.duration - self.talk
        ends = [self.ended]
        if attempt is not None and attempt.closed_by in ENDED_LIVE:
            ends.append(attempt.closed)
        for end in ends:
            if end is not None and self.talk is not None:
                yield end - self.talk

    def fits(self, attempt):
        """Return whether ``attempt`` was seen answering when this talk began."""
        answered = attempt.answered
        return answered is not None and any(
            abs(x - answered) <= FIT_SECONDS for x in self.answers(attempt)
        )

    def fits_ring(self, attempt):
        """Return whether ``attempt`` rang as long, or from when, as this record tells."""
        if attempt.rang is None:
            return False
        if self.date is not None and abs(self.date - attempt.rang) <= FIT_SECONDS:
            return True
        ends = [attempt.closed] if attempt.closed is not None else [self.ended]
        return self.duration is not None and any(
            end is not None and abs(end - attempt.rang - self.duration) <= FIT_SECONDS
            for end in ends
        )

    def is_of(self, attempt):
        """Return whether ``attempt`` has these figures already."""
        is_same = None in (attempt.duration, self.duration)
        is_same |= attempt.duration == self.duration
        return bool(self.talk) and attempt.talk == self.talk and is_same

    def has_room(self, attempt):
        """Return whether the talk may have been in ``attempt``, as far as times tell."""
        began = attempt.began
        end = self.ended if attempt.closed is None else attempt.closed
        if self.talk is None or None in (began, end) or end < began:
            return True
        return end - began >= self.talk - FIT_SECONDS

    def answered_by(self, attempt):
        """Return when ``attempt`` answered by this record, or None."""
        if attempt.answered is not None:
            return attempt.answered
        if self.talk is None or self.ended is None:
            return None
        return self.ended - self.talk


# what ``attempts`` names as ends that were seen at their time, and as one that was not
ENDED_LIVE = frozenset(("its own end", "the end of the call"))
BY_SILENCE = "nothing was heard"


def find_holder(history, number, own, record):
    """Return the attempt that a record is of, or None.

    :param number: the extension that it names, empty for the whole call
    :param own: the attempts that it may be of by its name, in their order
    """
    latest = own[-1] if own else None
    if not record.is_of_talk:
        return _holder_of_ring(own, record)
    fitting = [x for x in own if record.fits(x)]
    if fitting:
        return fitting[-1]
    same = [x for x in own[:-1] if record.is_of(x)]
    if same:
        return same[-1]  # told before: no talk counts twice
    if latest is not None and latest.is_talking:
        return latest
    if not record.is_own_phone:
        others = [x for x in history.attempts if x.number != number]
        others = [x for x in others if record.fits(x) and not _is_recorded(x, record)]
        if others:
            return others[-1]
    if latest is None or record.has_room(latest):
        return latest
    roomy = [x for x in own if record.has_room(x)]
    return (roomy or own)[-1]


def _is_recorded(attempt, record):
    """Return whether ``attempt`` has a record of its own already, another one."""
    return attempt.talk is not None and attempt.talk != record.talk


def _holder_of_ring(own, record):
    """Return which of the attempts ``own`` a record is of that tells no talk."""
    if len(own) < 2 or (own[-1].closed is None and record.ended is not None):
        return own[-1] if own else None
    if record.outcome == "answered":
        likely = [x for x in own if x.answered is not None and x.talk is None]
        return (likely or own)[-1]
    fitting = [x for x in own if x.answered is None and record.fits_ring(x)]
    if fitting:
        return fitting[-1]
    if record.ended is None:
        # late, and no times to go by: the first that nothing was told of
        likely = [x for x in own if x.answered is None and x.told is None]
        # what silence ended is as open as before it was told
        ended = [x for x in likely if x.closed and x.closed_by != BY_SILENCE]
        if ended:
            return ended[0]
    return own[-1]
