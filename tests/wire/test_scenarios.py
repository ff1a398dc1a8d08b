"""The catalogue of calls, played over real HTTP."""

import json
import time
from dataclasses import replace
from datetime import datetime, timezone
from unittest.mock import patch
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from odoo.tests import tagged

from ...models.call.events import get_seen
from ...scenarios import CATALOGUE, FAMILIES, Scenario, answer, end, info, ring
from ..common import WireCase

FIELDS = {"talk": "talk_duration", "wait": "wait_duration"}
# of the view, and of no field
UNSTORED = {"is_service", "is_inside", "is_answered_by_unknown", "variables", "parent"}
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class _Clock:
    """Stands for the module ``time`` where events come in."""

    def __init__(self, now):
        self.now = now

    def time(self):
        return self.now

    def __getattr__(self, name):
        return getattr(time, name)


FORMATS = ("json", "form", "query", "envelope")


class ScenarioCase(WireCase):
    """Plays scenarios at times of their own."""

    def play(self, scenario, callid, steps=None, form="json"):
        """Post the steps of a scenario, and return its call.

        :param form: one of FORMATS; an id that is a JSON number comes as JSON
        """
        if "start" in scenario.right:
            told = datetime.fromisoformat(scenario.right["start"])
            start = told.replace(tzinfo=ZONE).timestamp() + 60
        else:
            start = int(time.time()) - 3600
        steps = scenario.steps if steps is None else steps
        clock = _Clock(start)
        with patch("odoo.addons.callcenter.controllers.webhook.time", clock):
            for seconds, endpoint, told in steps:
                params = {"callid": callid, **told}
                is_number = isinstance(params["callid"], float)
                if is_number:
                    form, callid = "json", f"{params['callid']:.2f}"
                elif params["callid"] != callid:
                    form, callid = "form", params["callid"]
                clock.now = start + seconds + scenario.late
                if scenario.at:
                    params["at"] = self.write_at(scenario, start + seconds)
                status, answer = self.send(form, endpoint, params)
                self.assertEqual(status, 200, answer)
        self.env.invalidate_all()
        return self.call(callid)

    def send(self, form, endpoint, params):
        """Post ``params`` in one of FORMATS."""
        if form == "form":
            return self.post_form(endpoint, params)
        if form == "query":
            return self.post(f"{endpoint}?{urlencode(params)}", method="GET")
        if form == "envelope":
            return self.post_envelope(endpoint, params)
        return self.post(endpoint, body=write_json(params))

    @staticmethod
    def write_at(scenario, moment):
        moment += scenario.clock
        if scenario.is_naive:
            zoned = datetime.fromtimestamp(moment, timezone.utc).astimezone(ZONE)
            return zoned.strftime("%Y-%m-%d %H:%M:%S")
        return str(moment)

    def prepare(self, scenario):
        """Pin on the connection what the scenario needs."""
        self.pbx.accept_get = True
        pinned = {"end_scope": "auto", "tells_answers": "auto", "ring_seconds": 0}
        named = {**pinned, **scenario.exchange}
        known = self.pbx._fields.keys()
        self.pbx.write({name: x for name, x in named.items() if name in known})
        for number in scenario.inside:
            if number not in self.pbx.extension_ids.mapped("number"):
                self.env["callcenter.extension"].create(
                    {"pbx_id": self.pbx.id, "number": number}
                )

    def check(self, call, right):
        """Check that ``call`` shows what is ``right``."""
        for name, value in right.items():
            if name == "legs":
                self.check_legs(call, value)
            elif name == "start":
                local = call.start_date.replace(tzinfo=timezone.utc).astimezone(ZONE)
                self.assertEqual(local.strftime("%Y-%m-%d %H:%M:%S"), value)
            elif name not in UNSTORED:
                shown = call[FIELDS.get(name, name)]
                is_unknown = value in (None, "") and not shown
                self.assertTrue(
                    is_unknown or shown == value, f"{name}: {shown}, {value}"
                )

    def check_legs(self, call, right):
        shown = [
            (leg.number, leg.disposition or None, leg.talk_duration)
            for leg in call.leg_ids
        ]
        self.assertCountEqual([x[:2] for x in shown], [x[:2] for x in right])
        for leg in right:
            # the others' talk does not count
            if len(leg) > 2 and leg[2] is not None:
                self.assertIn(leg, shown)


def write_json(params):
    """Return ``params`` as JSON, an id with decimals as an exchange writes it."""
    text = json.dumps(params)
    callid = params["callid"]
    if isinstance(callid, float):
        text = text.replace(repr(callid), f"{callid:.2f}", 1)
    return text


@tagged("callcenter_wire")
class TestScenarios(ScenarioCase):
    """Each line of the catalogue is right over HTTP, on the way and at the end."""

    def test_they_are_right(self):
        for number, scenario in enumerate(CATALOGUE):
            form = FORMATS[number % len(FORMATS)]
            with self.subTest(scenario.name, form=form):
                self.prepare(scenario)
                callid = f"scenario-{number}"
                for count, right in scenario.then:
                    steps = scenario.steps[:count]
                    part = self.play(scenario, f"{callid}-{count}", steps, form)
                    self.check(part, right)
                self.check(self.play(scenario, callid, form=form), scenario.right)

    def test_with_at_in_any_order_and_again(self):
        for number, scenario in enumerate(x for x in CATALOGUE if x.at and x.late):
            steps = [*reversed(scenario.steps), *scenario.steps]
            with self.subTest(scenario.name):
                self.prepare(scenario)
                call = self.play(scenario, f"disorder-{number}", steps)
                self.check(call, scenario.right)


@tagged("callcenter_wire")
class TestIdUsedAgain(ScenarioCase):
    """An exchange uses an id again a day later: another call."""

    def test_each_day_has_its_call(self):
        day = 25 * 3600
        steps = (
            ring(0, "101"),
            end(15, "101", "NO ANSWER", 15),
            ring(day, "102"),
            answer(day + 5, "102"),
            end(day + 35, "102", "ANSWERED", 35, 30),
            info(day + 60, "102", recordingfile="second.wav"),
        )
        for number, told in enumerate(({}, {"at": True, "late": 5 * 3600})):
            with self.subTest(**told):
                callid = f"again-{number}"
                scenario = Scenario("used_again", "", steps, {}, **told)
                self.prepare(scenario)
                self.play(scenario, callid)
                calls = self.calls.search([("callid", "=", callid)], order="restart")
                self.assertEqual(calls.mapped("restart"), [0, 1])
                first, second = calls
                missed = {"disposition": "no_answer", "is_missed": True, "wait": 15}
                self.check(first, {**missed, "legs": (("101", "no_answer"),)})
                talked = {"disposition": "answered", "talk": 30, "wait": 5}
                self.check(second, {**talked, "legs": (("102", "answered", 30),)})
                self.assertEqual(second.recording_url, "second.wav")
                self.assertFalse(first.recording_url)

    def test_within_a_day_it_goes_on(self):
        steps = (ring(0, "101"), end(15, "101", "NO ANSWER"), ring(23 * 3600, "102"))
        scenario = Scenario("same_day", "", steps, {})
        self.prepare(scenario)
        call = self.play(scenario, "same-day")
        self.assertEqual(
            (call.restart, call.state, len(call.leg_ids)), (0, "ringing", 2)
        )


@tagged("callcenter_wire")
class TestLateRings(ScenarioCase):
    """What is old makes no card, and a wrong clock hides none."""

    def ring(self, callid, **params):
        status, answer = self.post(
            "call_in",
            {"callid": callid, "phone": "0989464344", "extension": "101", **params},
        )
        self.assertEqual(status, 200)
        self.env.invalidate_all()
        return answer

    def cards(self):
        calls = self.env["callcenter.call"].with_user(self.lan).get_active_calls()
        return [card["callid"] for card in calls["calls"]]

    def test_an_old_ring_makes_no_card(self):
        now = time.time()
        self.assertEqual(self.ring("l1", at=now - 3600, sent=now)["notified"], 0)
        self.assertEqual(self.ring("l2", at=now - 61, sent=now)["notified"], 0)
        self.assertEqual(self.ring("l3", at=now - 59, sent=now)["notified"], 1)
        self.assertEqual(self.cards(), ["l3"])
        answer = {"callid": "l1", "extension": "101", "event": "ANSWER"}
        told = self.post("call_in", {**answer, "at": now - 3590, "sent": now})[1]
        self.assertEqual((told["notified"], told["state"]), (0, "ongoing"))

    def test_who_tells_again_what_lives_makes_a_card(self):
        now = time.time()
        self.assertEqual(self.ring("l4", at=now - 300, sent=now)["notified"], 0)
        self.assertEqual(self.ring("l4", at=now - 300, sent=now, live=1)["notified"], 1)
        self.assertEqual(self.ring("l5", at=now - 300, sent=now, live=1)["notified"], 1)
        self.assertEqual(set(self.cards()), {"l4", "l5"})

    def test_times_follow_at(self):
        now = int(time.time())
        self.ring("l6", at=now - 7200, sent=now)
        call = self.call("l6")
        self.assertEqual(
            call.start_date.replace(tzinfo=timezone.utc).timestamp(), now - 7200
        )

    def test_a_wrong_clock_hides_no_card_and_is_told(self):
        for callid, at in (
            ("c1", time.time() - 90),
            ("c2", datetime.fromtimestamp(time.time()).strftime("%Y-%m-%d %H:%M:%S")),
            ("c3", time.time() + 600),
        ):
            with self.subTest(at=at):
                sent = {"sent": at} if callid == "c1" else {}
                answer = self.ring(callid, at=at, **sent)
                self.assertEqual(answer["notified"], 1)
                self.assertTrue(answer["warnings"])
                self.assertIn("at", self.journal().problems)
                self.pbx.invalidate_recordset(["advice"])
                self.assertIn(answer["warnings"][0], self.pbx.advice)
        self.assertIn(callid, self.cards())

    def test_without_a_token_no_clock_is_believed(self):
        self.pbx.write({"require_token": False, "allowed_networks": "127.0.0.1"})
        now = time.time()
        params = {"callid": "u1", "phone": "0989464344", "extension": "101"}
        answer = self.post("call_in", {**params, "at": now - 7200}, headers={})[1]
        self.assertEqual(answer["notified"], 1)
        self.assertLess(abs(get_seen(self.call("u1")) - now), 60)


@tagged("callcenter_wire")
class TestOrderedRings(WireCase):
    """A ring that an order of ours waits for does not tell who calls whom."""

    def test_the_agents_own_telephone_rings_first(self):
        order = {
            "pbx_id": self.pbx.id, "kind": "dial", "state": "sent", "extension": "101",
            "user_id": self.lan.id, "phone": "0989464344",
        }  # fmt: skip
        self.env["callcenter.order"].create(order)
        ring = {"phone": "0989464344", "extension": "101"}
        self.post("call_in", {"callid": "o1", **ring})
        self.post("init", {"callid": "o1", **ring})
        self.env.invalidate_all()
        self.assertEqual(self.call("o1").direction, "outgoing")
        self.post("call_in", {"callid": "o2", **ring, "extension": "102"})
        self.post("init", {"callid": "o2", **ring, "extension": "102"})
        self.env.invalidate_all()
        self.assertEqual(self.call("o2").direction, "incoming")


@tagged("callcenter_wire")
class TestOneCallTwoIds(ScenarioCase):
    """A call that goes on under another id is one for its caller."""

    def play_family(self, scenario, name, steps):
        """Play the steps under ids of their own; return the calls by their names."""
        named = tuple(
            (seconds, endpoint, {
                **told,
                **{x: name + told[x] for x in ("callid", "parent") if x in told},
            })
            for seconds, endpoint, told in steps
        )  # fmt: skip
        self.play(replace(scenario, steps=named), name)
        calls = {told["callid"]: None for _at, _endpoint, told in named}
        return {x.removeprefix(name): self.call(x) for x in calls}

    def check_family(self, calls, right):
        for callid, call in calls.items():
            parent = right["parents"].get(callid) if "parents" in right else None
            if "parents" in right:
                self.assertEqual(call.parent_id, calls.get(parent, call.browse()))
        roots = [x for x in calls.values() if not x.parent_id]
        self.assertEqual(len(roots), 1)
        if "root" in right:
            self.assertEqual(roots[0], calls[right["root"]])
        disposition, wait, talk = roots[0]._get_counted()
        self.assertEqual((disposition, talk), (right["disposition"], right["talk"]))
        if "wait" in right:
            # what is kept has whole seconds
            self.assertAlmostEqual(wait, right["wait"], delta=1)
        missed = [x for x in calls.values() if x.is_missed]
        self.assertEqual(missed, roots if right["is_missed"] else [])

    def test_the_catalogue_is_right(self):
        for number, scenario in enumerate(FAMILIES):
            orders = [scenario.steps]
            if scenario.at:
                orders += [scenario.steps[::-1], (*scenario.steps, *scenario.steps)]
            for order, steps in enumerate(orders):
                with self.subTest(scenario.name, order=order):
                    self.prepare(scenario)
                    calls = self.play_family(scenario, f"f{number}{order}", steps)
                    self.check_family(calls, scenario.right)
                    for call in calls.values():
                        call._settle(time.time() + 3600 + scenario.late)
                    self.check_family(calls, scenario.right)
                    self.assertTrue(all(x.is_settled for x in calls.values()))

    def test_it_counts_when_all_of_it_is_over(self):
        ring = {"phone": "0989464344"}
        self.post("call_in", {"callid": "s", "extension": "101", **ring})
        self.post("call_end", {"callid": "s", "status": "NO ANSWER"})
        self.post("call_in", {"callid": "t", "extension": "102", "parent": "s", **ring})
        self.env.invalidate_all()
        first = self.call("s")
        first._settle(time.time() + 120)
        self.assertFalse(first.is_missed)
        self.assertFalse(first.is_settled)
        self.post("call_end", {"callid": "t", "status": "NO ANSWER"})
        self.env.invalidate_all()
        self.assertTrue(first.is_missed)
        first._settle(time.time() + 120)
        self.assertTrue(first.is_settled)
        # it goes on after all, and is answered: nobody has to call back
        self.assertEqual(first.missed_id.state, "open")
        again = {"callid": "u", "extension": "103", "parent": "t", **ring}
        self.post("call_in", again)
        self.env.invalidate_all()
        self.assertFalse(first.is_settled)
        self.post("call_in", {**again, "event": "ANSWER"})
        self.post("call_end", {"callid": "u", "extension": "103", "status": "ANSWERED"})
        self.env.invalidate_all()
        for callid in "stu":
            self.call(callid)._settle(time.time() + 120)
        self.assertFalse(first.is_missed)
        self.assertFalse(first.missed_id)

    def test_a_parent_of_another_connection_is_none(self):
        other = self.env["callcenter.pbx"].create(
            {"name": "Branch", "tz": "Asia/Ho_Chi_Minh"}
        )
        token = {"Authorization": f"Bearer {other.generate_token()}"}
        ring = {"extension": "101", "phone": "0989464344"}
        self.post("call_in", {"callid": "o", **ring}, headers=token)
        self.post("call_in", {"callid": "p", "parent": "o", **ring})
        self.env.invalidate_all()
        self.assertTrue(self.calls._find(other, "o"))
        self.assertFalse(self.call("p").parent_id)

    def test_an_id_that_is_used_again_has_other_children(self):
        day = 25 * 3600
        now = int(time.time()) - 2 * day
        for callid, at, told in (
            ("kid", 10, {"parent": "again"}),
            ("again", 0, {}), ("again", day, {}), ("kid2", day + 10, {"parent": "again"}),
            ("late", 12, {"parent": "again"}),
        ):  # fmt: skip
            params = {
                "callid": callid,
                "extension": "101",
                "phone": "0989464344",
                **told,
            }
            self.post("call_in", {**params, "at": now + at, "sent": now + at})
            self.post(
                "call_end",
                {"callid": callid, "status": "NO ANSWER", "at": now + at + 5},
            )
        self.env.invalidate_all()
        first, second = self.calls.search([("callid", "=", "again")], order="restart")
        self.assertEqual(first.child_ids, self.call("kid") + self.call("late"))
        self.assertEqual(second.child_ids, self.call("kid2"))

    def test_what_is_left_of_a_family_stands_for_itself(self):
        self.post("call_in", {"callid": "g", "extension": "101", "phone": "0989464344"})
        self.post("call_end", {"callid": "g", "status": "NO ANSWER"})
        child = {
            "callid": "h",
            "extension": "102",
            "phone": "0989464344",
            "parent": "g",
        }
        self.post("call_in", child)
        self.post("call_end", {"callid": "h", "status": "NO ANSWER"})
        self.env.invalidate_all()
        self.assertFalse(self.call("h").is_missed)
        self.call("g").unlink()
        self.assertTrue(self.call("h").is_missed)
        self.assertFalse(self.call("h").is_in_family)

    def test_the_child_may_come_first(self):
        for name, order in (("a", "pc"), ("b", "cp")):
            calls = {
                "p": {"callid": f"{name}p", "extension": "101", "phone": "0989464344"},
                "c": {
                    "callid": f"{name}c", "extension": "102", "phone": "0989464344",
                    "parent": f"{name}p",
                },
            }  # fmt: skip
            for key in order:
                self.post("call_in", calls[key])
            self.env.invalidate_all()
            self.assertEqual(self.call(f"{name}c").parent_id, self.call(f"{name}p"))

    def test_circles_are_cut(self):
        for callid, parent in (("x", "y"), ("y", "z"), ("z", "x"), ("w", "w")):
            status, _answer = self.post(
                "call_in", {"callid": callid, "extension": "101", "parent": parent}
            )
            self.assertEqual(status, 200)
        self.env.invalidate_all()
        for callid in "xyzw":
            call = self.call(callid)
            self.assertNotIn(call, call._get_ancestors())

    def test_whoever_answers_any_of_them_spoke_with_the_caller(self):
        self.post("call_in", {"callid": "m", "extension": "101", "phone": "0989464344"})
        self.post("call_end", {"callid": "m", "status": "NO ANSWER"})
        self.env.invalidate_all()
        self.assertTrue(self.call("m").is_missed)
        child = {
            "callid": "n",
            "extension": "102",
            "phone": "0989464344",
            "parent": "m",
        }
        self.post("call_in", child)
        self.post("call_in", {**child, "event": "ANSWER"})
        self.post("call_end", {"callid": "n", "extension": "102", "status": "ANSWERED"})
        self.env.invalidate_all()
        self.assertFalse(self.call("m").is_missed)
        self.assertFalse(self.call("n").is_missed)


@tagged("callcenter_wire")
class TestValuesOfTheExchange(WireCase):
    """What a menu knows stands on the card, is found, and goes with the caller."""

    def test_shown_found_and_erased(self):
        self.post(
            "call_in",
            {"callid": "v", "phone": "0989464344", "extension": "101",
             "var_order": "SO<b>1", "var_lang": "vi"},
        )  # fmt: skip
        self.env.invalidate_all()
        call = self.call("v")
        self.assertEqual(call.variables, {"order": "SO<b>1", "lang": "vi"})
        sections = call.with_user(self.lan).get_card_details()["sections"]
        self.assertIn({"name": "order", "value": "SO<b>1"}, sections["variables"])
        found = self.calls.search([("variables_text", "=", "SO<b>1")])
        self.assertEqual(found, call)
        self.assertFalse(self.calls.search([("variables_text", "=", "SO")]))
        call.is_settled = True
        caller_data = self.env["callcenter.caller.data"]
        caller_data._erase(caller_data._find(self.env.company, "0989464344"))
        self.assertFalse(call.variables)
        self.assertNotIn("SO<b>1", str(call.observations))

    def test_a_number_that_only_a_value_tells(self):
        ring = {"phone": "0989464344", "extension": "101"}
        self.post("call_in", {"callid": "w", **ring, "var_callback": "0977 123 456"})
        self.post("call_in", {"callid": "x", **ring, "var_callback": "0977123457"})
        self.env.invalidate_all()
        call, other = self.call("w"), self.call("x")
        (call + other).is_settled = True
        caller_data = self.env["callcenter.caller.data"]
        caller_data._erase(caller_data._find(self.env.company, "0977123456"))
        self.env.invalidate_all()
        self.assertFalse(call.variables)
        self.assertNotIn("123 456", str(call.observations))
        told = self.events.search([("pbx_id", "=", self.pbx.id)]).mapped("payload")
        self.assertFalse([x for x in told if x and "123 456" in x])
        self.assertTrue(other.variables)
