"""How often somebody may ask, and how many asked too often."""

import time


class Rate:
    """Lets so many requests a minute through for each key, in this process.

    :param int limit: requests a minute; as many may come at once
    """

    def __init__(self, limit):
        self.limit = limit
        self._buckets = {}

    def take(self, key, now=None):
        """Count a request.

        :param now: seconds of a clock that never goes back
        :return: in how many whole seconds the next one may come, 0: this one may
        """
        now = time.monotonic() if now is None else now
        left, last = self._buckets.get(key, (self.limit, now))
        left = min(self.limit, left + (now - last) * self.limit / 60)
        allowed = left >= 1
        self._buckets[key] = (left - allowed, now)
        return 0 if allowed else int((1 - left) * 60 / self.limit) + 1


class Tally:
    """Tells which refusals get an entry, in this process: one a minute for each key.

    :param int seconds: from one entry to the next
    :param int max_keys: so many are remembered: a flood must not fill the memory
    """

    def __init__(self, seconds=60, max_keys=1000):
        self.seconds, self.max_keys = seconds, max_keys
        self._told = {}
        self._untold = {}

    def is_due(self, key, now=None):
        """Count a refusal; return whether it gets an entry.

        :param now: seconds of a clock that never goes back
        """
        now = time.monotonic() if now is None else now
        is_due = key not in self._told or now - self._told[key] >= self.seconds
        if is_due:
            if len(self._told) >= self.max_keys:
                self._told.clear()
                self._untold.clear()
            self._told[key] = now
        else:
            self._untold[key] = self._untold.get(key, 0) + 1
        return is_due

    def take_untold(self, key):
        """Return how many got none, and forget them: an entry tells it now."""
        return self._untold.pop(key, 0)
