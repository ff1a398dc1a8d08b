from callcenter.rules.shown import derive
from callcenter.rules.silence import Limits
from callcenter.rules.told import add
from callcenter.rules.whose import find_call
from calls import CallsCase
from playing import NOON, read


class TestCallsLate(CallsCase):
    """What comes late, early, again or never; clocks that are wrong, ids used again."""

    def test_billsec_comes_before_the_events(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (8, "call_in", {"extension": "101", "event": "ANSWER"}),
            (9, "call_end", {"extension": "101", "duration": "200", "billsec": "180"}),
        )
        self.assertEqual((view.duration, view.talk), (200, 180))

    def test_an_end_that_nobody_heard_is_shown_as_assumed(self):
        history = [
            (0, "call_in", {"extension": "101"}),
            (8, "call_in", {"extension": "101", "event": "ANSWER"}),
            (30, "call_end", {"extension": "101", "billsec": "22"}),
            (30, "call_end", {}),
        ]
        self.assertFalse(self.play(*history).is_end_assumed)
        history[2][2]["assumed"] = "1"
        view = self.play(*history)
        self.assertEqual((view.talk, view.state), (22, "ended"))
        self.assertTrue(view.is_end_assumed and view.legs[0].is_end_assumed)
        del history[2][2]["assumed"]
        history[3][2]["assumed"] = "1"
        view = self.play(*history)
        self.assertTrue(view.is_end_assumed)
        self.assertFalse(view.legs[0].is_end_assumed)

    def test_the_losers_end_may_come_before_or_after_the_winners(self):
        rings = [
            (0, "call_in", {"extension": "101"}),
            (0, "call_in", {"extension": "102"}),
        ]
        loser = (60, "call_end", {"extension": "101", "status": "NO ANSWER"})
        winner = (60, "call_end", {"extension": "102", "status": "ANSWERED"})
        for ends in ([loser, winner], [winner, loser]):
            for scope in ("call", "leg"):
                with self.subTest(ends=ends[0][2], scope=scope):
                    view = self.play(*rings, *ends, end_scope=scope)
                    self.assertEqual(view.disposition, "answered")
                    self.assertEqual(
                        self.legs(view),
                        {("101", 1): "answered_elsewhere", ("102", 1): "answered"},
                    )

    def test_a_late_copy_of_a_ring_changes_nothing(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (15, "call_end", {"extension": "101", "status": "NO ANSWER"}),
            (17, "call_in", {"extension": "101"}),
        )
        # it may be another ring, and then a missing card is worse (6)
        self.assertEqual((view.state, len(view.legs)), ("ringing", 2))
        view = self.settle(77)
        self.assertEqual((view.state, len(view.legs)), ("ended", 1))
        self.assertEqual((view.disposition, view.duration), ("no_answer", 15))

    def test_a_ring_after_an_end_reopens(self):
        statuses = ("ABANDON", "CANCEL", "VOICEMAIL", "ANSWERED", "NO ANSWER", "BUSY")
        for status in statuses:
            with self.subTest(status=status):
                view = self.play(
                    (0, "call_in", {"extension": "101"}),
                    (15, "call_end", {"extension": "101", "status": status}),
                    (20, "call_in", {"extension": "102"}),
                )
                self.assertEqual(view.state, "ringing")

    def test_a_call_ends_with_its_last_end(self):
        ring = (0, "call_in", {"extension": "101"})
        lost = (20, "call_end", {"extension": "101", "status": "NO ANSWER"})
        for name, last in {
            "a hangup": (45, "hangup", {}),
            "a mailbox": (45, "call_end", {"status": "VOICEMAIL"}),
            "late figures tell it": (
                300,
                "calldata",
                {"status": "VOICEMAIL", "duration": "45"},
            ),
        }.items():
            with self.subTest(name):
                view = self.play(ring, lost, last)
                self.assertEqual((view.end, view.duration), (NOON + 45, 45))
        with self.subTest("late figures that tell no time"):
            view = self.play(ring, lost, (300, "calldata", {"status": "VOICEMAIL"}))
            self.assertEqual((view.end, view.duration), (NOON + 20, 20))

    def test_late_figures_and_recording(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (60, "hangup", {}),
            (
                300,
                "calldata",
                {
                    "extension": "101",
                    "status": "ANSWERED",
                    "duration": "60",
                    "billsec": "50",
                    "recordingfile": "a.wav",
                },
            ),
        )
        self.assertEqual((view.disposition, view.talk), ("answered", 50))
        self.assertEqual((view.end, view.recording), (NOON + 60, "a.wav"))

    def test_a_recording_alone_does_not_end_a_call(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (1, "call_info", {"recordingfile": "a.wav"}),
        )
        self.assertEqual((view.state, view.recording), ("ringing", "a.wav"))

    def test_the_clock_of_the_exchange(self):
        ring = {"extension": "101"}
        for date, start, warned in (
            (NOON - 20, NOON - 20, False),
            (NOON - 7 * 3600, NOON, True),
        ):
            with self.subTest(date=date):
                view = self.play((0, "call_in", {**ring, "calldate": str(date)}))
                self.assertEqual(view.start, start)
                self.assertEqual(bool(self.warnings), warned)

    def test_a_call_id_used_again_after_a_day_is_a_new_call(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (9, "call_end", {"extension": "101", "status": "ANSWERED"}),
            (9 + 24 * 3600, "call_in", {"extension": "102"}),
        )
        self.assertEqual(self.legs(view), {("102", 1): None})

    def test_settling_closes_what_was_never_ended(self):
        limits = Limits(ring=600, talk=3600)
        for history, last, disposition, talk in (
            ([(0, "call_in", {"extension": "101"})], 600, None, None),
            (
                [(0, "call_in", {"extension": "101", "event": "ANSWER"})],
                3600,
                "answered",
                None,
            ),
            ([(0, "call_in", {})], 600, None, None),
        ):
            with self.subTest(history=history):
                self.play(*history)
                self.settle(last - 1, limits=limits)
                self.assertNotEqual(derive(self.told, self.exchange).state, "ended")
                self.settle(last, limits=limits)
                view = derive(self.told, self.exchange)
                self.assertEqual((view.state, view.disposition), ("ended", disposition))
                self.assertEqual((view.talk, view.duration), (talk, None))

    def test_a_real_end_replaces_an_assumed_one(self):
        self.play((0, "call_in", {"extension": "101", "event": "ANSWER"}))
        self.settle(4000, limits=Limits(600, 3600))
        add(self.told, read("call_end", {"extension": "101"}, NOON + 5000))
        view = derive(self.told, self.exchange)
        self.assertEqual((view.end, view.talk), (NOON + 5000, 5000))

    def test_a_stray_ring_is_closed_as_the_call_was(self):
        self.play(
            (0, "call_in", {"extension": "101"}),
            (15, "call_end", {"extension": "101", "status": "NO ANSWER"}),
            (25, "call_in", {"extension": "101"}),
        )
        self.settle(85)
        view = derive(self.told, self.exchange)
        self.assertEqual((view.state, view.disposition), ("ended", "no_answer"))
        self.assertEqual((view.end, view.duration), (NOON + 15, 15))

    def test_an_answer_without_a_name_may_come_before_its_ring(self):
        ring = (0, "call_in", {"extension": "101"})
        answer = (1, "call_in", {"event": "ANSWER"})
        for opening in ([ring, answer], [answer, ring]):
            view = self.play(*opening, (60, "hangup", {}))
            self.assertEqual(self.legs(view), {("101", 1): "answered"})

    def test_an_answer_told_again_ends_no_other_ring(self):
        answer = {"extension": "101", "event": "ANSWER"}
        view = self.play(
            (0, "call_in", answer),
            (20, "call_in", {"extension": "102", "phone": "101"}),
            (21, "call_in", answer),
        )
        self.assertEqual([leg.state for leg in view.legs], ["ongoing", "ringing"])

    def test_a_ring_after_its_end_tells_no_time(self):
        view = self.play(
            (
                0,
                "call_end",
                {"extension": "101", "status": "ANSWERED", "duration": "60"},
            ),
            (2, "call_in", {"extension": "101"}),
        )
        self.assertEqual((view.legs[0].start, view.legs[0].end), (NOON - 60, NOON))

    def test_a_clock_that_is_ahead_ends_no_call_before_it_starts(self):
        view = self.play(
            (0, "call_in", {"extension": "101", "calldate": str(NOON + 300)}),
            (9, "call_end", {"extension": "101", "status": "BUSY"}),
        )
        self.assertEqual((view.start, view.end), (NOON + 300, NOON + 300))

    def test_whose_an_event_of_the_past_is(self):
        hour = 3600
        ring = (0, "call_in", {"extension": "101"})
        self.play(ring, (60, "call_end", {"extension": "101", "status": "ANSWERED"}))
        first = self.told
        self.play((30 * hour, *ring[1:]), (30 * hour + 60, "hangup", {}))
        calls = [first, self.told]
        for moment, kind, expected in (
            (30, "call_end", 0),
            (90, "call_info", 0),
            (30 * hour + 30, "call_end", 1),
            (60 * hour, "call_info", 1),
            (2 * hour, "call_in", 0),
            (28 * hour, "call_in", 1),
            (2 * hour, "call_info", 0),
            (12 * hour, "call_info", None),
            (28 * hour, "call_info", 1),
            (-1, "call_in", 0),
            (-25 * hour, "call_in", None),
        ):
            with self.subTest(moment=moment, kind=kind):
                word = read(kind, {"extension": "101"}, NOON + moment * 1.0)
                found = find_call(calls, word, self.exchange)
                self.assertEqual(found, expected)
        with self.subTest("far from both"):
            self.play((200 * hour, *ring[1:]))
            found = find_call([first, self.told], word, self.exchange)
            self.assertIsNone(found)

    def test_a_late_recording_does_not_put_off_a_restart(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (9, "call_end", {"extension": "101", "status": "ANSWERED"}),
            (20 * 3600, "call_info", {"recordingfile": "a.wav"}),
            (9 + 24 * 3600, "call_in", {"extension": "102"}),
        )
        self.assertEqual(self.legs(view), {("102", 1): None})

    def test_a_record_may_tell_the_start_of_its_own_leg(self):
        self.play(
            (0, "call_in", {"extension": "101"}),
            (1800, "call_end", {"extension": "101", "status": "ANSWERED"}),
            (1900, "call_end", {"extension": "102", "calldate": str(NOON + 1801)}),
        )
        self.assertFalse(self.warnings)

    def test_a_refused_date_is_not_the_legs_either(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (9, "call_end", {"extension": "102", "calldate": str(NOON - 7 * 3600)}),
        )
        self.assertEqual(view.legs[1].start, NOON + 9)

    def test_late_figures_of_one_leg_leave_the_next_ringing(self):
        view = self.play(
            (0, "call_in", {"extension": "101", "event": "ANSWER"}),
            (25, "call_end", {"extension": "101"}),
            (26, "call_in", {"extension": "102"}),
            (
                28,
                "calldata",
                {"extension": "101", "status": "ANSWERED", "billsec": "25"},
            ),
            end_scope="leg",
        )
        self.assertEqual(view.legs[1].state, "ringing")

    def test_who_picked_up_and_is_never_heard_of_again_is_closed(self):
        for endpoint in ("init", "call_in"):
            own = {"extension": "101", "phone": "101", "event": "ANSWER"}
            self.play((0, endpoint, own))
            self.settle(4 * 3600)
            self.assertEqual(derive(self.told, self.exchange).state, "ended")

    def test_no_talk_counts_twice(self):
        ring = {"extension": "101"}
        record = {"extension": "101", "status": "ANSWERED", "billsec": "50"}
        answer = (5, "call_in", {**ring, "event": "ANSWER"})
        end = (55, "call_end", record)
        copy = (65, "call_in", ring)
        for name, history in {
            "an end sent again": [answer, end, copy, (66, "call_end", record)],
            "late figures": [
                answer,
                (55, "hangup", {}),
                copy,
                (66, "calldata", record),
            ],
            "both": [end, copy, (66, "call_in", answer[2]), (67, "call_end", record)],
            "the only record, after a copy of ring and answer": [
                answer,
                (55, "call_end", ring),
                copy,
                (66, "call_in", answer[2]),
                (67, "calldata", record),
            ],
            "a record sent again just as long after a copy of the answer": [
                (55, "call_end", {**record, "duration": "55"}),
                copy,
                (66, "call_in", answer[2]),
                (116, "calldata", {**record, "duration": "55"}),
            ],
        }.items():
            with self.subTest(name):
                self.play((0, "call_in", ring), *history, end_scope="leg")
                self.settle(5 * 3600)
                view = derive(self.told, self.exchange)
                self.assertEqual((view.state, view.talk), ("ended", 50))

    def test_a_recording_may_come_before_its_ring(self):
        view = self.play(
            (0, "call_info", {"extension": "101", "recordingfile": "a.wav"}),
            (1, "call_in", {"extension": "101"}),
        )
        self.assertEqual((view.state, len(view.legs)), ("ringing", 1))

    def test_a_hangup_replaces_an_assumed_end(self):
        self.play((0, "call_in", {"extension": "101", "event": "ANSWER"}))
        self.settle(4000, limits=Limits(600, 3600))
        add(self.told, read("hangup", {}, NOON + 5000))
        view = derive(self.told, self.exchange)
        self.assertEqual((view.end, view.talk), (NOON + 5000, 5000))

    def test_an_event_replayed_late_moves_the_start(self):
        view = self.play(
            (9, "call_in", {"extension": "102"}),
            (0, "call_in", {"extension": "101", "event": "ANSWER"}),
        )
        self.assertEqual((view.start, view.heard), (NOON, NOON + 9))
