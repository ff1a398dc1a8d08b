"""How many names are told, and how many asked too often."""

import threading
import time

# so long a worker does not ask again after the database had no name left
REST_SECONDS = 1


class NameRate:
    """Lets so many names a minute be told to each connection, by all workers together.

    The database counts; a worker takes some from it at once, so that few answers ask it.

    :param int limit: names a minute; as many may be told at once
    """

    def __init__(self, limit):
        self.limit = limit
        self._block = max(limit // 30, 1)
        self._lock = threading.Lock()
        self._taken = {}
        self._rests = {}

    def has_left(self, pbx, reserve, now):
        """Take one of those that this worker has; False: it has none."""
        key = pbx.env.cr.dbname, pbx.id, reserve
        with self._lock:
            count, until = self._taken.get(key, (0, 0))
            if not count or now >= until:
                return False
            self._taken[key] = count - 1, until
            return True

    def take(self, pbx, reserve=0, now=None):
        """Count a name that is about to be told.

        :param int reserve: so many of the limit are left to others
        :param now: seconds of a clock that never goes back
        :return: whether it may be told
        """
        now = time.monotonic() if now is None else now
        if self.has_left(pbx, reserve, now):
            return True
        key = pbx.env.cr.dbname, pbx.id, reserve
        if now < self._rests.get(key, now):
            return False
        quotas = pbx.env["callcenter.quota"]
        count = quotas._draw(pbx.id, self.limit, self._block, reserve)
        with self._lock:
            # what is not told within a minute comes back by itself
            self._taken[key] = max(count - 1, 0), now + 60
            if not count:
                self._rests[key] = now + REST_SECONDS
        return count > 0


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
