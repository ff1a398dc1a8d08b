from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .figures_case import DAY, HOUR, MONDAY, FiguresCase


@tagged("post_install", "-at_install")
class TestBoard(FiguresCase):
    """What the wall shows right now."""

    def setUp(self):
        super().setUp()
        self.env["callcenter.pbx"].search([("id", "!=", self.pbx.id)]).active = False
        self.hear(0)

    def hear(self, seconds):
        """Let the journal have a row of ``seconds`` after Monday, 09:15."""
        now = self.now + seconds
        self.events._record(self.pbx.id, "call_in", "{}", "applied", now)

    def board(self, seconds=0, user=None):
        """Return the board ``seconds`` after Monday, 09:15."""
        # when a connection was heard is asked anew by each request
        self.env.invalidate_all()
        with freeze_time(MONDAY + timedelta(seconds=seconds)):
            return self.env["callcenter.board"].with_user(user or self.dung).get_board()

    def agent_on(self, board, name):
        """Return ``(state, seconds)`` of an agent."""
        agent = next(a for a in board["agents"] if a["name"] == name)
        return agent["state"], agent["seconds"]

    def ring(self, seconds=0, callid="b-1", **params):
        params = {"phone": "0989464999", "extension": "101", **params}
        return self.apply("call_in", seconds, callid, **params)

    def test_an_agent_without_a_call_has_no_call(self):
        board = self.board()
        self.assertEqual(board["waiting"], {"count": 0, "longest": None})
        self.assertEqual(self.agent_on(board, "Lan"), ("no_call", None))
        self.assertFalse(board["is_silent"])

    def test_a_caller_under_two_ids_is_one(self):
        self.ring(callid="b-1")
        self.apply("call_end", 15, "b-1", extension="101", status="NO ANSWER")
        self.ring(16, "b-2", extension="102", parent="b-1")
        # since they called, not since the second id
        self.assertEqual(self.board(20)["ringing"], {"count": 1, "longest": 20})
        self.apply("call_in", 25, "b-2", extension="102", event="ANSWER")
        self.ring(30, "b-3", extension="103", parent="b-2")
        board = self.board(40)
        self.assertEqual(board["waiting"]["count"], 0)
        self.assertEqual(board["talking"], {"count": 1, "longest": 15})
        self.assertEqual(self.agent_on(board, "Hoa"), ("ringing", 10))
        self.apply("call_in", 45, "b-3", extension="103", event="ANSWER")
        self.assertEqual(self.board(50)["talking"], {"count": 1, "longest": 25})

    def test_from_ringing_to_talking_to_no_call(self):
        self.ring(queue="800")
        board = self.board(7)
        self.assertEqual(board["waiting"], {"count": 0, "longest": None})
        self.assertEqual(board["ringing"], {"count": 1, "longest": 7})
        self.assertEqual(self.agent_on(board, "Lan"), ("ringing", 7))
        [queue] = board["queues"]
        self.assertEqual((queue["name"], queue["ringing"]["count"]), ("800", 1))
        self.apply("call_in", 10, "b-1", extension="101", event="ANSWER")
        board = self.board(40)
        self.assertEqual(board["waiting"]["count"], 0)
        self.assertEqual(board["talking"], {"count": 1, "longest": 30})
        self.assertEqual(self.agent_on(board, "Lan"), ("talking", 30))
        self.apply("call_end", 60, "b-1", extension="101", status="ANSWERED")
        board = self.board(61)
        self.assertEqual(board["talking"]["count"], 0)
        self.assertEqual(self.agent_on(board, "Lan"), ("no_call", None))

    def test_no_call_is_counted_twice(self):
        """One waits in the queue, one rings at two agents, one talks: three calls."""
        self.apply("call_in", 0, "b-1", phone="0989464111", queue="800")
        self.ring(1, "b-2", queue="800")
        self.ring(1, "b-2", extension="102")
        self.ring(2, "b-3", extension="103", queue="800")
        self.apply("call_in", 5, "b-3", extension="103", event="ANSWER")
        board = self.board(9)
        tallies = [board[code] for code in ("waiting", "ringing", "talking")]
        self.assertEqual([tally["count"] for tally in tallies], [1, 1, 1])
        self.assertEqual([tally["longest"] for tally in tallies], [9, 8, 4])
        [queue] = board["queues"]
        self.assertEqual(
            [queue[code]["count"] for code in ("waiting", "ringing", "talking")],
            [1, 1, 1],
        )

    def talk(self, seconds, callid, extension="101"):
        self.ring(seconds, callid, extension=extension)
        self.apply("call_in", seconds, callid, extension=extension, event="ANSWER")

    def reasons(self, board):
        return [(call["agent"], call["reason"]) for call in board["aside"]]

    def test_a_talk_whose_agent_answered_another_is_set_aside(self):
        self.talk(0, "b-1")
        self.talk(10, "b-2", extension="102")
        self.assertFalse(self.board(20)["aside"])
        self.talk(300, "b-3")
        board = self.board(310)
        self.assertEqual(board["talking"], {"count": 2, "longest": 300})
        self.assertEqual(self.reasons(board), [("Lan", "answered_another")])
        self.assertEqual(self.agent_on(board, "Lan"), ("talking", 10))

    def test_a_talk_of_an_hour_without_a_word_is_set_aside(self):
        self.talk(0, "b-1")
        self.assertEqual(self.board(3599)["talking"]["longest"], 3599)
        board = self.board(3600)
        self.assertEqual(board["talking"], {"count": 0, "longest": None})
        self.assertEqual(self.reasons(board), [("Lan", "long")])
        self.assertEqual(board["aside"][0]["seconds"], 3600)

    def test_the_day_so_far(self):
        waiting = [("state", "=", "open"), ("company_id", "=", self.env.company.id)]
        others = self.env["callcenter.missed"].search_count(waiting)
        self.answered(at=-HOUR)
        self.unanswered(at=-HOUR + 300)
        self.answered(at=-DAY)
        self.unanswered(at=-DAY, phone="0989464888")
        board = self.env["callcenter.board"]
        with freeze_time(MONDAY):
            today = board.with_user(self.dung).get_today()
            with self.assertRaises(AccessError):
                board.with_user(self.lan).get_today()
            of_nobody = board.with_user(self.thu).get_today()
        values = {figure["code"]: figure["value"] for figure in today}
        self.assertEqual((values["answer_rate"], values["missed"]), (0.5, 1))
        self.assertEqual(values["sla"], 0.5)
        self.assertEqual(values["waiting_customers"], others + 2)
        self.assertEqual([figure["value"] for figure in of_nobody], [None, None, 0, 0])

    def test_board_and_card_count_a_talk_by_one_clock(self):
        call = self.ring()
        with freeze_time(MONDAY + timedelta(seconds=7)):
            card = self.env["callcenter.card"].get_card(call, self.lan)
        self.assertEqual((card["age"], card["talk_age"]), (7, False))
        self.apply("call_in", 10, "b-1", extension="101", event="ANSWER")
        with freeze_time(MONDAY + timedelta(seconds=13)):
            later = self.env["callcenter.card"].get_card(call, self.lan)
        self.assertEqual(later["age"], 13)
        self.assertEqual(self.agent_on(self.board(13), "Lan"), ("talking", 3))
        self.assertEqual(later["talk_age"], 3)
        self.assertEqual(later["started"], card["started"], "the same in every tab")

    def test_an_outgoing_call_waits_for_nobody(self):
        self.apply("init", 0, "b-2", phone="0989464999", extension="102")
        board = self.board(3)
        self.assertEqual(board["waiting"]["count"], 0)
        self.assertEqual(self.agent_on(board, "Minh")[0], "calling")

    def test_two_extensions_of_one_agent_are_one_agent(self):
        self.env["callcenter.extension"].create(
            {"pbx_id": self.pbx.id, "number": "901", "user_id": self.lan.id}
        )
        self.ring()
        self.ring(extension="901")
        board = self.board(5)
        self.assertEqual(board["ringing"]["count"], 1)
        self.assertEqual(len([a for a in board["agents"] if a["name"] == "Lan"]), 1)

    def test_silence_is_no_zero(self):
        hours = self.pbx.silence_hours * 3600
        self.assertFalse(self.board(hours - 60)["is_silent"])
        board = self.board(hours + 60)
        self.assertTrue(board["is_silent"])
        self.assertEqual(
            board["silent"], [{"name": "Head office", "last_news": hours + 60}]
        )

    def test_closed_hours_are_not_silence(self):
        self.assertTrue(self.board(8 * 3600)["is_silent"], "17:15")
        self.hear(8 * 3600)
        self.assertFalse(self.board(20 * 3600)["is_silent"], "05:15 the next day")

    def test_an_exchange_that_was_never_heard_is_silent(self):
        self.events.search([("pbx_id", "=", self.pbx.id)]).unlink()
        board = self.board()
        self.assertTrue(board["is_silent"])
        self.assertIsNone(board["silent"][0]["last_news"])

    def test_one_silent_exchange_of_two(self):
        other = self.env["callcenter.pbx"].create(
            {"name": "Branch", "tz": "Asia/Ho_Chi_Minh", "country_id": self.vietnam.id}
        )
        self.env["callcenter.extension"].create(
            [
                {"pbx_id": other.id, "number": "7", "user_id": self.thu.id},
                {"pbx_id": other.id, "number": "8", "user_id": self.lan.id},
            ]
        )
        board = self.board()
        self.assertFalse(board["is_silent"])
        self.assertEqual([s["name"] for s in board["silent"]], [other.name])
        silent = {a["name"] for a in board["agents"] if a["is_silent"]}
        self.assertEqual(silent, {"Thu"}, "Lan has an extension that is heard, too")

    def test_calls_of_a_silent_exchange_are_set_aside(self):
        self.ring()
        branch = self.env["callcenter.pbx"].create(
            {"name": "Branch", "tz": "Asia/Ho_Chi_Minh", "country_id": self.vietnam.id}
        )
        self.env["callcenter.extension"].create(
            {"pbx_id": branch.id, "number": "7", "user_id": self.thu.id}
        )
        office, self.pbx = self.pbx, branch
        self.ring(callid="b-2", extension="7")
        self.pbx = office
        board = self.board(5)
        self.assertEqual(board["ringing"]["count"], 1)
        self.assertEqual(self.reasons(board), [("Thu", "silent")])
        self.assertEqual(board["aside"][0]["pbx"], "Branch")

    def test_supervisors_see_their_people_and_agents_nothing(self):
        self.ring()
        self.ring(callid="b-2", extension="102")
        self.ext_101.supervisor_ids = self.thu
        board = self.board(5, self.thu)
        self.assertEqual(board["ringing"]["count"], 1)
        self.assertEqual([agent["name"] for agent in board["agents"]], ["Lan"])
        with self.assertRaises(AccessError):
            self.board(5, self.lan)
        with self.assertRaises(AccessError):
            self.env["callcenter.board"].with_user(self.lan).get_figures(self.options)

    def count_queries(self):
        """Return how many queries a board needs with nothing read before."""
        self.board(5)
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.board(5)
        return self.cr.sql_log_count - before

    def test_its_cost_does_not_grow_with_the_calls(self):
        self.ring()
        with_one = self.count_queries()
        for number in range(20):
            extension = ("101", "102", "103")[number % 3]
            self.ring(callid=f"more-{number}", extension=extension, queue="800")
        self.assertEqual(self.board(5)["ringing"]["count"], 21)
        self.assertEqual(self.count_queries(), with_one)
