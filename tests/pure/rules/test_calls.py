from calls import CallsCase
from playing import NOON


class TestCalls(CallsCase):
    """How calls go: who rings, answers, is transferred, and what is shown of it."""

    def test_ring_answer_end(self):
        view = self.play(
            (0, "call_in", {"phone": "0989464344", "extension": "101"}),
            (8, "call_in", {"extension": "101", "event": "ANSWER"}),
            (200, "call_end", {"extension": "101", "status": "ANSWERED"}),
        )
        self.assertEqual((view.state, view.disposition), ("ended", "answered"))
        self.assertEqual((view.duration, view.talk, view.wait), (200, 192, 8))
        self.assertFalse(view.is_missed)

    def test_talk_that_nobody_told_is_unknown(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (9, "call_end", {"extension": "101", "status": "ANSWERED"}),
        )
        self.assertEqual((view.disposition, view.talk), ("answered", None))

    def test_an_answer_after_the_end_of_another_names_the_setting(self):
        history = (
            (0, "call_in", {"extension": "101"}),
            (0, "call_in", {"extension": "102"}),
            (9, "call_end", {"extension": "101", "status": "NO ANSWER"}),
            (12, "call_in", {"extension": "102", "event": "ANSWER"}),
        )
        self.assertEqual(self.play(*history).state, "ongoing")
        self.assertEqual([x.code for x in self.warnings], ["answer_after_end"])
        self.assertIn("One end per extension", str(self.warnings[0]))
        self.play(*history, end_scope="leg")
        self.assertEqual(self.warnings, [])
        whole = (9, "call_end", {"status": "NO ANSWER"})
        self.play(*history[:2], whole, history[3])
        self.assertEqual(self.warnings, [])

    def test_ring_group_with_answer_events(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (0, "call_in", {"extension": "102"}),
            (5, "call_in", {"extension": "102", "event": "ANSWER"}),
            (60, "call_end", {"extension": "102", "status": "ANSWERED"}),
        )
        self.assertEqual(
            self.legs(view), {("101", 1): "answered_elsewhere", ("102", 1): "answered"}
        )

    def test_queue_hop(self):
        view = self.play(
            (0, "call_in", {"extension": "101", "queue": "999"}),
            (15, "call_end", {"extension": "101", "status": "NO ANSWER"}),
            (15.01, "call_in", {"extension": "102", "queue": "999"}),
            (20, "call_in", {"extension": "102", "event": "ANSWER"}),
            (80, "call_end", {"extension": "102", "status": "ANSWERED"}),
        )
        self.assertEqual((view.disposition, view.wait), ("answered", 20))
        self.assertEqual(
            self.legs(view), {("101", 1): "no_answer", ("102", 1): "answered"}
        )

    def test_hop_to_the_same_agent_is_a_second_attempt(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (15, "call_end", {"extension": "101", "status": "NO ANSWER"}),
            (20, "call_in", {"extension": "101"}),
        )
        self.assertEqual(view.state, "ringing")
        self.assertEqual(self.legs(view), {("101", 1): "no_answer", ("101", 2): None})

    def test_the_next_round_of_a_ring_group_rings_again(self):
        rings = [
            (0, "call_in", {"extension": "101"}),
            (0, "call_in", {"extension": "102"}),
        ]
        lost = (15, "call_end", {"extension": "101", "status": "NO ANSWER"})
        view = self.play(*rings, lost, (16, "call_in", {"extension": "102"}))
        self.assertEqual(view.state, "ringing")
        self.assertEqual(
            self.legs(view),
            {("101", 1): "no_answer", ("102", 1): None, ("102", 2): None},
        )
        with self.subTest("a copy after an answer elsewhere"):
            answer = (15, "call_in", {"extension": "101", "event": "ANSWER"})
            view = self.play(*rings, answer, (16, "call_in", {"extension": "102"}))
            self.assertEqual(len(view.legs), 2)

    def test_blind_transfer(self):
        view = self.play(
            (0, "call_in", {"extension": "101", "phone": "0989464344"}),
            (5, "call_in", {"extension": "101", "event": "ANSWER"}),
            (30, "call_end", {"extension": "101", "status": "ANSWERED"}),
            (31, "call_in", {"extension": "102", "phone": "0989464344"}),
            (40, "call_in", {"extension": "102", "event": "ANSWER"}),
            (90, "call_end", {"extension": "102", "status": "ANSWERED"}),
        )
        self.assertEqual(view.talk, 25 + 50)
        self.assertEqual(view.legs[view.answered_by].number, "102")

    def test_the_duration_of_a_transferred_call_is_all_of_it(self):
        ring = (0, "call_in", {"extension": "101"})
        answer = (5, "call_in", {"extension": "101", "event": "ANSWER"})
        end = (30, "call_end", {"extension": "101", "duration": "30", "billsec": "25"})
        next_ring = (31, "call_in", {"extension": "102"})
        next_answer = (37, "call_in", {"extension": "102", "event": "ANSWER"})
        for name, history in {
            "no record of the second leg": [
                next_ring,
                next_answer,
                (87, "call_end", {"extension": "102", "status": "ANSWERED"}),
            ],
            "a record of a part of the second leg": [
                next_ring,
                next_answer,
                (87, "call_end", {"extension": "102", "duration": "40"}),
            ],
            "the second leg did not answer": [
                next_ring,
                (87, "call_end", {"extension": "102", "status": "NO ANSWER"}),
            ],
        }.items():
            with self.subTest(name):
                view = self.play(ring, answer, end, *history, end_scope="leg")
                self.assertEqual((view.duration, view.end), (87, NOON + 87))

    def test_the_duration_of_a_queue_begins_with_its_first_ring(self):
        for told in ("80", "65"):
            view = self.play(
                (0, "call_in", {"extension": "101"}),
                (15, "call_end", {"extension": "101", "status": "NO ANSWER"}),
                (15, "call_in", {"extension": "102"}),
                (80, "call_end", {"extension": "102", "duration": told}),
            )
            self.assertEqual(view.duration, 80)

    def test_the_duration_of_a_ring_group_is_the_winners(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (0, "call_in", {"extension": "102"}),
            (55, "call_end", {"extension": "102", "duration": "45", "billsec": "38"}),
        )
        self.assertEqual(view.duration, 45)

    def test_attended_transfer_keeps_the_customers_number(self):
        view = self.play(
            (0, "call_in", {"extension": "101", "phone": "0989464344"}),
            (5, "call_in", {"extension": "101", "event": "ANSWER"}),
            (20, "call_in", {"extension": "102", "phone": "101"}),
            (25, "call_in", {"extension": "102", "event": "ANSWER", "phone": "101"}),
            (40, "call_end", {"extension": "101", "status": "ANSWERED"}),
            (90, "call_end", {"extension": "102", "status": "ANSWERED"}),
            inside=("101", "102"),
        )
        self.assertEqual(view.phone, "0989464344")
        self.assertEqual(view.direction, "incoming")
        self.assertIn("One end per extension", str(self.warnings[0]))

    def test_an_end_alone_makes_the_call_whole(self):
        view = self.play(
            (
                0,
                "call_end",
                {"extension": "101", "status": "ANSWERED", "duration": "60"},
            )
        )
        self.assertEqual((view.state, view.disposition), ("ended", "answered"))
        self.assertEqual((view.start, view.end), (NOON - 60, NOON))

    def test_an_answer_alone_is_legal(self):
        view = self.play((0, "call_in", {"extension": "101", "event": "ANSWER"}))
        self.assertEqual(view.state, "ongoing")

    def test_answered_without_a_name(self):
        end = (60, "call_end", {"status": "ANSWERED", "billsec": "30"})
        ring_101 = (0, "call_in", {"extension": "101"})
        ring_102 = (0, "call_in", {"extension": "102"})
        with self.subTest("a menu or queue answered, nobody spoke"):
            view = self.play(end)
            self.assertEqual((view.disposition, view.is_missed), ("abandoned", True))
            self.assertIsNone(view.talk)
        with self.subTest("the only leg answered"):
            view = self.play(ring_101, end)
            self.assertEqual(self.legs(view), {("101", 1): "answered"})
            self.assertEqual(view.talk, 30)
        with self.subTest("one of several, nobody knows which"):
            view = self.play(ring_101, ring_102, end)
            self.assertEqual((view.disposition, view.answered_by), ("answered", None))
            self.assertEqual(self.warnings[-1].code, "answered_by_nobody_known")
        with self.subTest("the only leg had told that it did not"):
            no_answer = (20, "call_end", {"extension": "101", "status": "NO ANSWER"})
            view = self.play(ring_101, no_answer, end, end_scope="leg")
            self.assertEqual(view.disposition, "abandoned")

    def test_a_lost_caller_was_not_answered_by_what_names_nobody(self):
        rings = [
            (0, "call_in", {"extension": "101", "queue": "999"}),
            (0, "call_in", {"extension": "102", "queue": "999"}),
        ]
        record = {"status": "ANSWERED", "billsec": "30"}
        for status, disposition in (
            ("ABANDON", "abandoned"),
            ("VOICEMAIL", "voicemail"),
        ):
            lost = {"status": status, "holdtime": "30"}
            for ends in ([lost, record], [record, lost]):
                for ringing in (rings, rings[:1], []):
                    with self.subTest(ends=ends, ringing=len(ringing)):
                        events = [(30, "call_end", end) for end in ends]
                        view = self.play(*ringing, *events)
                        self.assertEqual(view.disposition, disposition)
                        self.assertEqual((view.is_missed, view.talk), (True, None))
                        self.assertFalse(view.is_answered_by_unknown)
        told = (30, "call_end", {"extension": "101", "status": "ANSWERED"})
        for status, answer, disposition in (
            (
                "ABANDON",
                (5, "call_in", {"extension": "101", "event": "ANSWER"}),
                "answered",
            ),
            (
                "VOICEMAIL",
                (5, "call_in", {"extension": "101", "event": "ANSWER"}),
                "answered",
            ),
            ("ABANDON", told, "answered"),
            ("VOICEMAIL", told, "voicemail"),
        ):
            with self.subTest(answer=answer, status=status):
                lost = (30, "call_end", {"status": status, "holdtime": "30"})
                view = self.play(*rings, answer, lost)
                self.assertEqual(view.disposition, disposition)

    def test_an_answered_call_never_becomes_unanswered(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (9, "call_end", {"extension": "101", "status": "ANSWERED"}),
            (10, "call_info", {"extension": "101", "status": "NO ANSWER"}),
            (11, "call_end", {"status": "CANCEL"}),
        )
        self.assertEqual(view.disposition, "answered")

    def test_a_hangup_says_nothing_of_the_outcome(self):
        view = self.play((0, "call_in", {"extension": "101"}), (9, "hangup", {}))
        self.assertEqual((view.state, view.disposition), ("ended", None))
        self.assertFalse(view.is_missed)

    def test_abandoned_in_the_queue(self):
        view = self.play(
            (0, "call_in", {"extension": "101", "queue": "999"}),
            (30, "hangup", {}),
            (31, "calldata", {"status": "ABANDON", "holdtime": "30", "queue": "999"}),
        )
        self.assertEqual((view.disposition, view.wait), ("abandoned", 30))
        self.assertTrue(view.is_missed)

    def test_a_ring_without_an_extension_is_the_start(self):
        ring = (0, "call_in", {"queue": "999"})
        abandon = (30, "calldata", {"status": "ABANDON", "holdtime": "30"})
        figures = (31, "calldata", {"duration": "30"})
        for name, history in {
            "figures": [ring, abandon, figures],
            "none": [ring, abandon],
            "its telephone rings later": [
                ring,
                (9, "call_in", {"extension": "101"}),
                abandon,
            ],
        }.items():
            with self.subTest(name):
                view = self.play(*history)
                self.assertEqual((view.start, view.end), (NOON, NOON + 30))
                self.assertEqual((view.duration, view.wait), (30, 30))
        with self.subTest("a clock that is wrong"):
            view = self.play(ring, (30, "call_end", {"calldate": str(NOON - 7 * 3600)}))
            self.assertEqual(view.start, NOON)
            self.assertEqual(self.warnings[0].code, "clock_differs")
        with self.subTest("it came after the end"):
            for leg in ({}, {"extension": "101"}):
                end = (0, "call_end", {"duration": "30", **leg})
                view = self.play(end, (1, *ring[1:]))
                self.assertEqual((view.start, view.end), (NOON - 30, NOON))

    def test_a_losers_end_is_not_the_winners(self):
        rings = [
            (0, "call_in", {"extension": "101"}),
            (0, "call_in", {"extension": "102"}),
        ]
        loser = (20, "call_end", {"extension": "101", "status": "NO ANSWER"})
        for status, duration in (("ANSWERED", "60"), ("NO ANSWER", "")):
            with self.subTest(status):
                values = {"extension": "102", "status": status, "duration": duration}
                view = self.play(*rings, loser, (60, "call_end", values))
                self.assertEqual((view.end, view.duration), (NOON + 60, 60))
        with self.subTest("the loser's own end comes after the talk"):
            answer = (5, "call_in", {"extension": "102", "event": "ANSWER"})
            view = self.play(*rings, answer, (60, *loser[1:]), end_scope="leg")
            self.assertEqual(view.legs[0].end, NOON + 5)

    def test_directions(self):
        for expected, history, inside in (
            ("incoming", [("call_in", {"phone": "0989464344"})], ()),
            ("incoming", [("call_in", {"phone": "anonymous"})], ()),
            ("outgoing", [("init", {"phone": "0989464344"})], ()),
            (
                "outgoing",
                [("call_in", {"phone": "0989464344"}), ("init", {})],
                (),
            ),
            ("internal", [("call_in", {"phone": "105"})], ("105",)),
            ("internal", [("init", {"phone": "1005"})], ("1005",)),
            (
                "incoming",
                [("call_in", {"phone": "105"}), ("call_in", {"phone": "0989464344"})],
                ("105",),
            ),
        ):
            with self.subTest(history=history):
                events = [(0, name, {"extension": "101", **p}) for name, p in history]
                self.assertEqual(self.play(*events, inside=inside).direction, expected)

    def test_figures_of_zero_are_figures(self):
        view = self.play(
            (0, "call_in", {"extension": "101"}),
            (5, "call_end", {"extension": "101", "status": "ANSWERED", "billsec": "0"}),
            (9, "call_info", {"recordingfile": "a.wav"}),
        )
        self.assertEqual((view.disposition, view.talk), ("answered", 0))

    def test_the_status_is_that_of_the_outcome(self):
        view = self.play(
            (0, "call_end", {"extension": "102", "status": "ANSWERED"}),
            (0, "call_end", {"extension": "101", "status": "NO ANSWER"}),
            (1, "call_end", {"status": "HANGUP"}),
        )
        self.assertEqual((view.disposition, view.status), ("answered", "ANSWERED"))

    def test_of_an_internal_call_the_dialled_number_stands(self):
        dial = (0, "init", {"phone": "102", "extension": "101"})
        ring = (0, "call_in", {"phone": "101", "extension": "102"})
        for opening in ([dial, ring], [ring, dial]):
            view = self.play(
                *opening,
                (
                    9,
                    "call_end",
                    {"extension": "102", "status": "ANSWERED", "billsec": "5"},
                ),
                (
                    9,
                    "call_end",
                    {"extension": "101", "status": "ANSWERED", "billsec": "5"},
                ),
                inside=("101", "102"),
                end_scope="leg",
            )
            self.assertEqual((view.direction, view.phone), ("internal", "102"))
            self.assertEqual(view.legs[view.answered_by].number, "102")
            self.assertEqual(view.talk, 5, "both ends tell one talk")

    def test_what_rings_is_an_extension_whatever_its_number(self):
        view = self.play(
            (0, "call_in", {"extension": "7", "phone": "100200"}),
            (1, "call_in", {"extension": "100200", "phone": "0989464344"}),
        )
        self.assertEqual(view.phone, "0989464344")

    def test_who_answered_last_is_told_by_the_records(self):
        first = {"extension": "101", "calldate": str(NOON - 120), "duration": "30"}
        last = {"extension": "102", "calldate": str(NOON - 90), "duration": "90"}
        for records in ([first, last], [last, first]):
            view = self.play(
                *(
                    (0, "call_end", {**record, "status": "ANSWERED"})
                    for record in records
                )
            )
            self.assertEqual(view.legs[view.answered_by].number, "102")

    def test_a_call_is_placed_once(self):
        view = self.play(
            (0, "init", {"extension": "101", "phone": "0989464344"}),
            (9, "call_end", {"extension": "101", "status": "BUSY"}),
            (19, "init", {"extension": "101", "phone": "0989464344"}),
        )
        self.assertEqual((view.state, len(view.legs)), ("ended", 1))

    def test_of_a_call_that_an_agent_places_the_customers_side_counts(self):
        own = {"extension": "101", "phone": "101"}
        picked = (3, "call_in", {**own, "event": "ANSWER"})
        dial = (3.2, "init", {"extension": "101", "phone": "0989464344"})
        view = self.play((0, "call_in", own), picked, dial)
        self.assertEqual((view.direction, view.state), ("outgoing", "ringing"))
        view = self.play(dial, (4, *picked[1:]))
        self.assertEqual(view.state, "ringing")
        for name, history, outcome, talk in (
            ("an end that tells nothing", [(30, "hangup", {})], None, None),
            (
                "the customer answers",
                [
                    (9, "init", {"extension": "101", "event": "ANSWER"}),
                    (30, "hangup", {}),
                ],
                "answered",
                21,
            ),
            (
                "a record without an extension",
                [(30, "call_end", {"status": "NO ANSWER"})],
                "no_answer",
                None,
            ),
            (
                "no record but the one of the agent's own telephone",
                [(30, "call_end", {**own, "status": "ANSWERED", "billsec": "20"})],
                "answered",
                20,
            ),
        ):
            with self.subTest(name):
                view = self.play(picked, dial, *history)
                self.assertEqual((view.disposition, view.talk), (outcome, talk))
        with self.subTest("nobody places it: a number told wrong"):
            ring = (0, "call_in", {"extension": "101", "phone": "0989464344"})
            view = self.play(ring, picked, (30, "hangup", {}))
            self.assertEqual((view.disposition, view.talk), ("answered", 27))

    def test_talks_told_and_seen_add_up(self):
        view = self.play(
            (0, "call_in", {"extension": "101", "event": "ANSWER"}),
            (25, "call_end", {"extension": "101", "status": "ANSWERED"}),
            (30, "call_in", {"extension": "102", "event": "ANSWER"}),
            (80, "call_end", {"extension": "102", "billsec": "48"}),
        )
        self.assertEqual(view.talk, 25 + 48)
