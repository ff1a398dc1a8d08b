import itertools
import time

from odoo.tests import tagged

from ..common import WireCase

DAY = 24 * 3600
NUMBERS = ("0989464999", "0912345678", "0987654321")


@tagged("post_install", "-at_install")
class TestReusedId(WireCase):
    """An exchange that counts its calls anew after a restart, told at night with `at`."""

    def words(self, callid, days, extension="101"):
        """The words of one call a day named, under the same id."""
        now = int(time.time())
        for number, day in zip(NUMBERS, days, strict=False):
            at = now - day * DAY
            ring = {"at": at, "phone": number, "extension": extension}
            end = {"at": at + 30, "extension": extension, "status": "ANSWERED"}
            yield "call_in", ring
            yield "call_in", {"at": at + 5, "extension": extension, "event": "ANSWER"}
            yield "call_end", {**end, "duration": 30, "billsec": 25}

    def tell(self, callid, words):
        """Post words; return what became of them, a row a call in order of time."""
        for endpoint, params in words:
            status, answer = self.post(endpoint, {"callid": callid, **params})
            self.assertEqual(status, 200, answer)
        self.env.invalidate_all()
        calls = self.calls.search(
            [("pbx_id", "=", self.pbx.id), ("callid", "=", callid)], order="restart"
        )
        self.assertEqual(calls, calls.sorted("start_date"), "numbered by time")
        return [
            (x.start_date, x.phone, x.disposition, x.talk_duration, len(x.leg_ids))
            for x in calls
        ]

    def test_in_any_order(self):
        words = list(self.words("order", (10, 6, 2)))
        right = self.tell("order", words)
        self.assertEqual([row[1:] for row in right], self.rows(NUMBERS))
        for number, order in enumerate(itertools.islice(self.orders(words), 12)):
            with self.subTest([x[1]["at"] for x in order]):
                self.assertEqual(self.tell(f"order-{number}", order), right)

    @staticmethod
    def rows(numbers):
        return [(number, "answered", 25, 1) for number in numbers]

    @staticmethod
    def orders(words):
        """Whole days in any order, backwards, and each kind of word by itself."""
        days = [words[:3], words[3:6], words[6:]]
        for some in itertools.permutations(days):
            yield [x for day in some for x in day]
        yield words[::-1]
        for first in ((0, 1, 2), (1, 2, 0), (2, 1, 0), (2, 0, 1), (1, 0, 2)):
            yield [x for kind in first for x in words[kind::3]]

    def test_told_twice(self):
        words = list(self.words("twice", (10, 6, 2)))
        once = self.tell("twice", words[6:] + words[:3])
        again = self.tell("twice", words[:3] + words[3:6] + words[6:])
        self.assertEqual(len(once), 2)
        self.assertEqual([row[1:] for row in again], self.rows(NUMBERS))
        self.assertEqual(self.tell("twice", words[::-1]), again)

    def test_a_late_record_without_time_goes_to_the_nearest_before(self):
        self.tell("late", self.words("late", (6, 2)))
        told = {"recordingfile": "late.wav"}
        rows = self.tell("late", [("call_info", told)])
        self.assertEqual(len(rows), 2)
        self.assertEqual(self.call("late").recording_url, "late.wav")
