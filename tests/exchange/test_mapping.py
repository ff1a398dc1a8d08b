"""An administrator says which field of an unknown vendor's requests is what."""

import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...wire.mapping import read_mapping
from ..common import WireCase

PAGE, SERVICE = "callcenter.mapping.page", "callcenter.mapping"
TECHNICIAN = "base.group_user,callcenter.group_callcenter_pbx_admin"


def message(state, **more):
    """Return what a vendor that nobody knows posts."""
    call = {"ref": "m-1", "phase": state, "who": "0989464999", "desk": "101", **more}
    return {"kind": "telephony", "call": call}


MAPPING = {
    "callcenter_mapping": 1,
    "name": "Unknown vendor",
    "fields": {
        "callid": ["/call/ref"],
        "event": ["/call/phase"],
        "phone": ["/call/who"],
        "extension": ["/call/desk"],
        "billsec": ["/call/spoke"],
    },
    "words": {"event": {"bell": "ring", "lifted": "answer", "done": "end"}},
}


class MappingCase(WireCase):
    """Has a technician, and three requests of an unknown vendor in the journal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician = new_test_user(
            cls.env, "t_mapper", TECHNICIAN, password="t_mapper", name="Mapper"
        )

    def send(self, *messages):
        """Post messages; return the last answer."""
        for one in messages:
            answer = self.post("hook/mapping", one)
        self.env.invalidate_all()
        return answer

    def catch(self):
        """Let three requests be caught before there is a mapping."""
        return self.send(message("bell"), message("lifted"), message("done", spoke=33))

    @property
    def page(self):
        return self.env[PAGE].with_user(self.technician)


@tagged("post_install", "-at_install")
class TestMapping(MappingCase):
    """What a connection with a mapping reads, and how it comes to one."""

    def test_without_a_mapping_it_says_what_to_do_and_keeps_what_came(self):
        status, answer = self.catch()
        self.assertEqual((status, answer["code"]), (404, "no_mapping"))
        self.assertIn("Map requests", answer["message"])
        row = self.journal()
        self.assertEqual(row.result, "rejected")
        self.assertTrue(row.is_replayable)
        self.assertIn("0989464999", row.payload)

    def test_what_was_caught_before_is_read_once_there_is_a_mapping(self):
        self.catch()
        found = self.page.get_page(self.pbx.id)
        self.assertEqual(len(found["chosen"]), 3)
        self.assertFalse(found["is_kept"])
        looked = self.page.look(self.pbx.id, MAPPING, found["chosen"])
        self.assertFalse(looked["lacks"])
        names = [looked["told"][key]["events"][0]["name"] for key in found["chosen"]]
        self.assertEqual(names, ["call_in", "call_in", "call_end"])
        (call,) = looked["calls"]
        self.assertEqual(
            (call["callid"], call["phone"], call["talk"], call["legs"][0]["user"]),
            ("m-1", "0989464999", 33, "Lan"),
        )
        self.assertFalse(self.call("m-1"), "a preview changes nothing")
        self.page.save(self.pbx.id, MAPPING)
        self.assertTrue(self.page.get_page(self.pbx.id)["is_kept"])
        self.page.replay(self.pbx.id, found["chosen"])
        self.env.invalidate_all()
        call = self.call("m-1")
        self.assertEqual((call.partner_id, call.talk_duration), (self.customer, 33))

    def test_live_requests_are_read_by_it(self):
        self.page.save(self.pbx.id, MAPPING)
        status, answer = self.send(message("bell"))
        self.assertEqual((status, answer["events"][0]["notified"]), (200, 1))
        self.assertEqual(self.call("m-1").state, "ringing")
        self.send(message("never heard of"))
        self.assertEqual(self.journal().result, "ignored")
        self.page.remove(self.pbx.id)
        self.assertEqual(self.send(message("lifted"))[1]["code"], "no_mapping")

    def test_another_connection_is_not_read_by_it(self):
        self.page.save(self.pbx.id, MAPPING)
        self.pbx = self.pbx.copy()
        self.token = self.pbx.generate_token()
        self.assertEqual(self.send(message("bell"))[1]["code"], "no_mapping")

    def test_refused_requests_are_there_while_somebody_listens(self):
        self.pbx.action_listen()
        self.post("hook/mapping", message("bell"), headers={})
        found = self.page.get_page(self.pbx.id)
        self.assertEqual([row["name"] for row in found["requests"]], ["hook/mapping"])
        looked = self.page.look(self.pbx.id, MAPPING, found["chosen"])
        self.assertEqual(looked["calls"][0]["callid"], "m-1")

    def test_words_are_proposed_and_what_lacks_is_said(self):
        self.catch()
        chosen = self.page.get_page(self.pbx.id)["chosen"]
        given = {**MAPPING, "fields": {"event": ["/call/phase"]}, "words": {}}
        looked = self.page.look(self.pbx.id, given, chosen)
        self.assertEqual(len(looked["lacks"]), 3)
        words = {one["word"]: one["proposal"] for one in looked["words"]["event"]}
        self.assertEqual(words, {"bell": None, "lifted": None, "done": None})
        with self.assertRaisesRegex(UserError, "call's id"):
            self.page.save(self.pbx.id, given)
        self.send(message("a sentence " * 9), message("ringing"), message("answered"))
        chosen = self.page.get_page(self.pbx.id)["chosen"]
        self.assertEqual(
            self.page.propose(self.pbx.id, chosen[-2:])["words"]["event"],
            {"ringing": "ring", "answered": "answer"},
        )
        looked = self.page.look(self.pbx.id, given, chosen)
        words = [one["word"] for one in looked["words"]["event"]]
        self.assertEqual(words, ["bell", "lifted", "done", "ringing", "answered"])

    def test_a_file_goes_round(self):
        text = json.dumps(read_mapping(MAPPING).to_json())
        self.assertEqual(self.page.read_file(self.pbx.id, text), MAPPING)

    def test_a_hostile_file_is_refused_in_words(self):
        for content, words in (
            ("[" * 90_000, "at most 32768 bytes"),
            ("[" * 30_000, "not valid JSON"),
            (json.dumps({**MAPPING, "expression": "1+1"}), "'expression'"),
            (json.dumps({**MAPPING, "fields": {"callid": ["$..x"]}}), "no path"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.page.read_file(self.pbx.id, content)
        for given in (None, 7, [], {"callcenter_mapping": 1, "fields": {"x": 1}}):
            with self.subTest(given=given), self.assertRaises(UserError):
                self.page.save(self.pbx.id, given)

    def test_nothing_is_kept_that_was_not_looked_at(self):
        with self.assertRaises(AccessError):
            self.pbx.with_user(self.technician).mapping = {"a": 1}
        with self.assertRaises(AccessError):
            self.pbx.with_user(self.technician).read(["mapping"])
        # of a later version: as if there were none
        self.pbx.mapping = {"callcenter_mapping": 2}
        self.assertEqual(self.send(message("bell"))[1]["code"], "no_mapping")

    def get_questions(self):
        return [
            ("get_page", ()),
            ("look", (MAPPING, [])),
            ("propose", ([],)),
            ("save", (MAPPING,)),
            ("remove", ()),
            ("read_file", (json.dumps(MAPPING),)),
            ("replay", ([],)),
        ]

    def test_it_is_for_who_may_change_the_connection(self):
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = new_test_user(
            self.env,
            "t_elsewhere",
            TECHNICIAN,
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        boss = "base.group_user,callcenter.group_callcenter_supervisor"
        supervisor = new_test_user(self.env, "t_supervisor", boss)
        for user in (self.lan, supervisor, elsewhere):
            for name, args in self.get_questions():
                with (
                    self.subTest(user=user.login, name=name),
                    self.assertRaises(AccessError),
                ):
                    getattr(self.env[PAGE].with_user(user), name)(self.pbx.id, *args)
        for wrong in (None, "1", [self.pbx.id], True):
            with self.assertRaises(UserError):
                self.page.get_page(wrong)
        self.assertFalse(self.env[SERVICE].get(self.pbx))

    def test_no_browser_calls_the_service(self):
        self.authenticate("t_mapper", "t_mapper")
        for name in ("find_adapter", "get", "keep", "forget", "_get_all"):
            asked = {"model": SERVICE, "method": name, "args": [self.pbx.id]}
            body = {"params": {**asked, "kwargs": {}}}
            response = self.url_open(
                f"/web/dataset/call_kw/{SERVICE}/{name}",
                data=json.dumps(body),
                headers={"Content-Type": "application/json"},
                method="POST",
            )
            error = response.json()["error"]["data"]["name"]
            self.assertEqual(error, "odoo.exceptions.AccessError", name)
