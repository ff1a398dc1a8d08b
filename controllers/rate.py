"""How often somebody may ask."""

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
