"""After an erasure no column of any table of the database tells the number."""

import json
import re
import unicodedata
from datetime import timedelta
from urllib.parse import unquote

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.call.chatter import POST_PARAMETER
from ..common import WireCase
from .test_data_request import DataCase
from .test_privacy import AN, DAY, OTHER

HOME = AN.lstrip("0")
SPELLINGS = (
    "0989464999",
    "+84 989 464 999",
    "0084.989.464.999",
    "84-0989-464-999",
    "(0989) 464  -  999",
    "0989          464          999",
    "0989,464,999",
    "０９８９４６４９９９",
    "٠٩٨٩٤٦٤٩٩٩",
    "O989464999",
    "sip:0989464999@10.0.0.1",
    '"An" <0989464999>',
    "tel:+84-989-464-999;phone-context=+84",
    "9989464999",
    "90989464999",
    "989464999.0",
    "0989%20464%20999",
    "%2B84989464999",
    "0989\u00a0464\u2009999",
    "0989\t464\t999",
    "۰۹۸۹۴۶۴۹۹۹",
    "०९८९४६४९९९",
    "𝟎𝟗𝟖𝟗𝟒𝟔𝟒𝟗𝟗𝟗",
    "0 9 8 9 4 6 4 9 9 9",
    "0989\u200b464\u200b999",
    "+84 (0) 989/464/999",
    "0989–464–999",
    "<sip:+84989464999@pbx.example.com;user=phone>;tag=1",
    "PJSIP/0989464999@trunk",
    "callto:0989464999",
)
# some that no numbering plan knows
SHORT = ("19919{}", " 199 19{} ", "sip:19919{}@10.0.0.1", "１９９１９{}")


def tells(text):
    """Whether a text has the number's digits in it: told without the code under test."""
    for form in (text, unquote(text), re.sub(r"\\[tn]", " ", text)):
        plain = unicodedata.normalize("NFKC", form)
        plain = "".join(str(unicodedata.decimal(one, one)) for one in plain)
        plain = re.sub(r"(?<=[\W])[Oo](?=\d)", "0", plain)
        # digits with nothing but punctuation between them
        if HOME in re.sub(r"(?<=\d)[^\w\"':=;&]+(?=\d)", "", plain):
            return True
    return False


class ErasedCase(DataCase):
    def scan(self, but=()):
        """Return ``table.column: text`` of every cell in which the number stands."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb')"
        )
        found = []
        for table, column in self.env.cr.fetchall():
            if table in but:
                continue
            query = SQL(
                "SELECT %(column)s::text FROM %(table)s WHERE %(column)s IS NOT NULL"
                " AND %(column)s::text ~ '[0-9٠-٩０-９].*[0-9٠-٩０-９]'",
                column=SQL.identifier(column),
                table=SQL.identifier(table),
            )
            found += [
                f"{table}.{column}: {text[:200]}"
                for (text,) in self.env.execute_query(query)
                if tells(text)
            ]
        return found


@tagged("post_install", "-at_install")
class TestErased(ErasedCase):
    """A caller whom no contact has: nothing of Odoo's own has to stay."""

    def setUp(self):
        super().setUp()
        self.pbx.trunk_prefix = "9"
        self.further.unlink()
        self.customer.unlink()
        for name in ("answered", "missed"):
            getattr(self, name).invalidate_recordset()

    def test_who_does_not_want_to_be_called_is_not_called(self):
        """The list stays, as the wizard says; whatever else told the number is gone."""
        listed = self.env["callcenter.do.not.call"].create(
            {"number": "0989 464 999", "reason": "no"}
        )
        keys = self.env["callcenter.lookup"]._get_keys(AN, self.pbx)
        self.erase(AN)
        self.assertEqual(listed.number, "0989 464 999")
        self.assertEqual(listed._find_reason(keys, self.pbx.company_id), "no")
        self.assertEqual(self.scan(but=("callcenter_do_not_call",)), [])

    def test_the_scan_finds_every_spelling(self):
        for text in SPELLINGS:
            told = json.dumps({"a": text}, ensure_ascii=False)
            self.assertTrue(tells(text) and tells(told), text)
        self.assertTrue(self.scan())

    def test_no_cell_of_the_database_tells_the_number(self):
        for index, text in enumerate(SPELLINGS):
            self.record({"phone": text})
            self.record({"callid": f"n{index}", "src": [{"number": text}]})
            call = self.apply(
                "call_in",
                callid=f"odd{index}",
                phone=AN,
                extension="101",
                queue=f"q {text}"[:100],
                did=text,
            )
            call = self.apply(
                "call_end", 9, callid=call.callid, status=f"BUSY {text}"[:100]
            )
            call._settle(self.now + DAY)
            self.env["callcenter.knock"].create({"name": "x", "payload": text})
        self.env["callcenter.phone.check"].search([], limit=1).shared_keys = [
            "+84989464999"
        ]
        # another caller's call was forwarded to that telephone
        self.other.leg_ids.number = AN
        self.other.write({"did": AN, "queue": f"to {AN}"})
        self.other.with_user(self.minh).note = f"Ask An, {SPELLINGS[1]}, first"
        friend = self.env["res.partner"].create({"name": "Bình", "phone": OTHER})
        text = f"<p>An is at <b>0989</b> 464 999, {AN}</p>"
        friend.message_post(body=text)
        friend.phone = AN
        self.env.flush_all()
        friend.phone = OTHER
        friend.activity_schedule("mail.mail_activity_data_todo", summary=f"Call {AN}")
        self.env["ir.attachment"].create(
            {"name": f"{AN}.txt", "res_model": "res.partner", "res_id": friend.id}
        )
        self.env["bus.bus"]._sendone(
            self.lan.partner_id, "callcenter.call/update", {"phone": AN}
        )
        self.env.cr.precommit.run()
        self.env["ir.filters"].create(
            {
                "name": "An",
                "model_id": "callcenter.call",
                "domain": f"[('phone', '=', '{AN}')]",
            }
        )
        if "crm.lead" in self.env:
            self.env["crm.lead"].create({"name": f"Call of {AN}", "phone": AN})
        order = {"pbx_id": self.pbx.id, "kind": "dial", "user_id": self.lan.id}
        self.env["callcenter.order"].create(
            [
                {**order, "phone": AN, "reason": f"{AN} is busy"},
                {**order, "callid": self.missed.callid, "call_id": self.missed.id},
            ]
        )
        self.ask(AN)
        self.erase(AN)
        self.assertEqual(self.scan(), [])
        self.assertIn("Ask An, …, first", self.other.note)
        self.assertEqual(self.other.phone, OTHER)
        self.assertTrue(self.strange.payload, "another's")
        audio = [("res_model", "=", "callcenter.recording"), ("res_field", "!=", False)]
        left = self.env["ir.attachment"].search(audio)
        self.assertNotIn(self.recording.id, left.mapped("res_id"))

    def test_whatever_the_connections_read_is_found(self):
        """National prefixes that are no 0, numbers of before a renumbering."""
        cases = (
            ("base.hu", "+36301234567", ("06301234567", "06 30 123 4567")),
            ("base.ru", "+79161234567", ("89161234567", "8 (916) 123-45-67")),
            ("base.vn", "+84389464999", ("01689464999", "0168 9464 999")),
            ("base.vn", "+842438251234", ("0438251234", "04.38251234")),
            ("base.us", "+12125550123", ("12125550123", "(212) 555-0123")),
        )
        for country, number, spellings in cases:
            pbx = self.pbx.create(
                {
                    "name": country,
                    "country_id": self.env.ref(country).id,
                    "tz": "UTC",
                    "trunk_prefix": "7" if country == "base.us" else False,
                }
            )
            rows = self.events
            for text in (number, *spellings):
                self.events._record(
                    pbx.id, "call_in", json.dumps({"phone": text}), "applied", self.now
                )
                rows |= self.events.search([], limit=1)
            self.erase(number)
            self.assertEqual(rows.mapped("payload"), [False] * len(rows), number)

    def test_short_numbers_are_found_as_they_are_read(self):
        other = self.record({"phone": OTHER, "duration": 199199})
        for index, text in enumerate(SHORT):
            number = f"19919{index}"
            sent = text.format(index)
            call = self.place(f"s{index}", sent, "101", status="BUSY")
            row = self.record({"phone": number, "duration": 199199})
            self.erase(number)
            self.assertFalse(call.phone, text)
            self.assertFalse(row.payload)
        self.assertTrue(other.payload)


@tagged("post_install", "-at_install")
class TestLate(ErasedCase, WireCase):
    """What an exchange tells after the erasure writes nothing back."""

    def setUp(self):
        super().setUp()
        self.further.unlink()
        self.customer.unlink()
        # what waits to be told is told by then
        self.env.cr.precommit.run()
        hour = fields.Datetime.now() + timedelta(hours=1)
        self.pbx.listen_until = hour

    def test_late_events_of_erased_calls(self):
        self.erase(AN)
        for callid in ("a", "m-0989464999"):
            for endpoint in ("call_end", "call_info", "call_in"):
                params = {"callid": callid, "phone": AN, "extension": "101"}
                params |= {"status": f"BUSY {AN}", "recordingfile": f"{AN}.wav"}
                params |= {"did": AN, "queue": AN} if endpoint == "call_in" else {}
                status, _answer = self.post(endpoint, params)
                self.assertEqual(status, 200)
        self.env.invalidate_all()
        self.assertEqual(self.scan(), [])
        self.assertEqual(self.calls.search_count([("restart", ">", 0)]), 0)

    def test_a_call_of_before_that_is_told_of_after(self):
        self.erase(AN)
        when = fields.Datetime.now() - timedelta(hours=2)
        params = {
            "callid": f"spool-{AN}",
            "phone": AN,
            "extension": "101",
            "status": "ANSWERED",
            "duration": 20,
            "calldate": f"{when.isoformat()}Z",
        }
        self.assertEqual(self.post("call_end", params)[0], 200)
        self.env.invalidate_all()
        self.assertEqual(self.scan(), [])
        call = self.calls.search([], order="id desc", limit=1)
        self.assertTrue(call.erased_date)
        self.assertEqual(call.duration, 20)

    def test_late_events_of_another_caller_s_call(self):
        """Whose telephone forwarded to the number, or who was told of it later."""
        leg = {"callid": "fwd", "phone": OTHER, "extension": AN, "ring": f"SIP/{AN}-1"}
        self.apply("call_in", -600, **leg)
        for callid in ("fwd", "later"):
            self.place(callid, OTHER, "101", -590)
        self.env.flush_all()
        self.assertTrue(self.scan())
        self.erase(AN)
        self.assertEqual(self.scan(), [])
        self.assertEqual(self.call("fwd").phone, OTHER, "it is another's call")
        late = [
            (
                "call_end",
                {"extension": AN, "status": "ANSWERED", "ring": f"SIP/{AN}-1"},
            ),
            ("call_end", {"extension": AN, "status": f"BUSY {AN}", "queue": AN}),
            ("call_info", {"extension": AN, "duration": 9, "recordingfile": f"x{AN}"}),
            ("call_in", {"extension": "+84 989 464 999", "var_to": AN, "did": AN}),
            ("init", {"phone": "0989.464.999", "extension": "101", "status": "x"}),
        ]
        for callid in ("fwd", "later"):
            for endpoint, told in late:
                params = {"phone": OTHER, **told, "callid": callid}
                self.assertEqual(self.post(endpoint, params)[0], 200)
                self.env.invalidate_all()
                self.assertEqual(self.scan(), [], (callid, endpoint))
        self.assertEqual(self.call("fwd").phone, OTHER)
        self.assertEqual(set(self.call("fwd").leg_ids.mapped("number")), {"…", "101"})

    def test_a_new_call_is_a_new_call(self):
        self.erase(AN)
        params = {"callid": "new", "phone": AN, "extension": "101"}
        self.assertEqual(self.post("call_in", params)[0], 200)
        self.assertEqual(self.call("new").phone, AN)


@tagged("post_install", "-at_install")
class TestDeleted(DataCase):
    """What was posted of a call goes with it, whoever deletes it."""

    def test_posted_notes_and_callbacks_are_not_orphaned(self):
        self.env["ir.config_parameter"].set_param(POST_PARAMETER, "1")
        self.answered._post_notes()
        call = self.answered.with_user(self.lan)
        open_id, done_id = (
            call.schedule_callback(fields.Datetime.now() + timedelta(days=days))["id"]
            for days in (1, 2)
        )
        activities = self.env["mail.activity"].browse([open_id, done_id])
        activities[1].with_user(self.lan).action_feedback("They paid")
        theirs = self.customer.activity_schedule("mail.mail_activity_data_todo")
        messages = (
            self.answered.customer_message_ids | self.answered.callback_message_ids
        )
        self.assertEqual(len(messages), 2)
        self.answered.unlink()
        self.assertFalse(messages.exists())
        self.assertFalse(activities.exists())
        self.assertTrue(theirs.exists())
