from datetime import datetime

from lxml import etree

from odoo.tests import new_test_user, tagged

from ...models.call.ir_filters import FAVOURITES
from .test_call import CallCase

NUMBER = "0989464999"


class HistoryCase(CallCase):
    """Settles calls as the scheduled action does, an hour after they came."""

    def settle(self, call, seconds=3600):
        call._settle(self.now + seconds)
        self.assertTrue(call.is_settled)
        return call

    def miss(self, callid="m", seconds=0, **params):
        """Return a settled call that nobody answered."""
        params = {"phone": NUMBER, "extension": "101", **params}
        self.apply("call_in", seconds, callid=callid, **params)
        call = self.apply(
            "call_end", seconds + 9, callid=callid, extension="101", status="NO ANSWER"
        )
        return self.settle(call)

    def talk(self, callid="a", seconds=0, endpoint="call_in", **params):
        """Return a settled call that was answered."""
        params = {"phone": NUMBER, "extension": "101", **params}
        self.apply(endpoint, seconds, callid=callid, **params)
        call = self.apply(
            "call_end",
            seconds + 60,
            callid=callid,
            extension="101",
            status="ANSWERED",
            duration=60,
            **({"billsec": params["billsec"]} if "billsec" in params else {}),
        )
        return self.settle(call)


@tagged("post_install", "-at_install")
class TestHistory(HistoryCase):
    """What people find and sum up among many calls."""

    def found(self, *domain):
        domain = [("pbx_id", "=", self.pbx.id), *domain]
        return set(self.calls.search(domain).mapped("callid"))

    def test_a_grouped_list_shows_the_mean_of_the_waits(self):
        """What the list asks the server for, of the favourite "This week by agent"."""
        self.talk("a", billsec=50)
        for number, wait in enumerate((11, 15)):
            callid, at = f"w{number}", 200 + 100 * number
            self.apply("call_in", at, callid, phone=NUMBER, extension="101")
            self.apply("call_in", at + wait, callid, extension="101", event="ANSWER")
            end = {"extension": "101", "status": "ANSWERED", "billsec": 30}
            self.settle(self.apply("call_end", at + wait + 30, callid, **end))
        arch = etree.fromstring(self.calls.get_view(view_type="list")["arch"])
        fields = self.calls.fields_get(attributes=["string", "aggregator"])
        # an exported file has the fields' own names, whatever the columns are called
        self.assertFalse(arch.xpath("//field[@string]"))
        columns = {
            fields[name]["string"]: f"{name}:{aggregator}"
            for column in arch.iter("field")
            if (name := column.get("name"))
            and (aggregator := fields[name].get("aggregator"))
        }
        [group] = self.calls.formatted_read_group(
            [("pbx_id", "=", self.pbx.id)], ["user_id"], list(columns.values())
        )
        self.assertEqual(group[columns["Wait"]], 12)
        self.assertEqual(group[columns["Talk"]], 110)
        # the list would take a mean of the groups' means, whatever their sizes
        self.assertFalse(arch.xpath("//field[@avg]"))

    def test_missed_customers_in_groups_show_their_longest_wait(self):
        self.miss("a")
        self.apply("call_in", 100, "b", phone="0989464888", extension="101")
        end = {"extension": "101", "status": "NO ANSWER"}
        self.settle(self.apply("call_end", 130, "b", **end))
        missed = self.env["callcenter.missed"]
        aggregator = missed.fields_get(["wait_seconds"])["wait_seconds"]["aggregator"]
        groups = missed._read_group(
            [("pbx_id", "=", self.pbx.id)], ["state"], [f"wait_seconds:{aggregator}"]
        )
        self.assertEqual(groups, [("open", 30)])

    def test_shipped_favourites_speak_the_readers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        action = self.env.ref("callcenter.action_calls")
        filters = self.env["ir.filters"].with_user(self.lan)
        shipped = self.env["ir.filters"].search([("action_id", "=", action.id)])
        self.assertEqual(set(shipped.mapped("name")), set(FAVOURITES))
        shipped[0].name = "As we call it"

        def names(lang):
            asked = filters.with_context(lang=lang)
            found = asked.get_filters("callcenter.call", action.id)
            return {favourite["name"] for favourite in found}

        in_english = names("en_US")
        self.assertEqual(in_english, set(shipped.mapped("name")))
        self.assertEqual(names("vi_VN") & in_english, {"As we call it"})

    def test_an_unknown_duration_is_neither_zero_nor_averaged(self):
        known = self.talk("known", billsec=50)
        zero = self.talk("zero", 100, billsec=0)
        unknown = self.talk("unknown", 200)
        self.assertEqual((known.talk_duration, zero.talk_duration), (50, 0))
        self.assertIs(unknown.talk_duration, False)
        self.assertIs(unknown.read(["talk_duration"])[0]["talk_duration"], False)
        domain = [("pbx_id", "=", self.pbx.id)]
        measures = ["talk_duration:sum", "talk_average:avg", "__count"]
        self.assertEqual(self.calls._read_group(domain, [], measures), [(50, 25.0, 3)])
        self.assertEqual(self.found(("talk_duration", "=", False)), {"unknown"})
        self.assertEqual(self.found(("talk_duration", "=", 0)), {"zero"})
        self.assertEqual(self.found(("talk_duration", "<", 60)), {"known", "zero"})

    def test_zero_seconds_replace_what_was_unknown(self):
        call = self.talk("late")
        self.apply("call_info", 70, callid="late", duration=60, billsec=0)
        self.assertIs(call.is_talk_known, True)
        self.env.invalidate_all()
        self.assertEqual((call.talk_duration, type(call.talk_duration)), (0, int))

    def test_export_has_seconds_as_numbers_and_phones_as_text(self):
        call = self.talk("known", billsec=50) | self.talk("unknown", 100)
        rows = call.export_data(["phone_sanitized", "talk_duration", "partner_id"])
        self.assertEqual(
            rows["datas"],
            [
                ["+84989464999", 50, self.customer.name],
                ["+84989464999", "", self.customer.name],
            ],
        )

    def test_export_leaves_out_what_only_the_player_reads(self):
        described = self.env["callcenter.call"].fields_get(["recording_player", "note"])
        self.assertEqual(
            {name: each["exportable"] for name, each in described.items()},
            {"recording_player": False, "note": True},
        )

    def test_a_missed_call_waits_until_its_number_was_spoken_with(self):
        missed = self.miss()
        self.assertTrue(missed.is_to_call_back)
        self.assertEqual(self.found(("is_to_call_back", "=", True)), {"m"})
        self.miss("again", 100)
        self.talk("back", 200, endpoint="init")
        self.assertEqual(self.found(("is_to_call_back", "=", True)), set())

    def test_a_call_before_the_missed_one_clears_nothing(self):
        self.talk("before")
        self.assertTrue(self.miss("m", 100).is_to_call_back)

    def test_the_order_of_settling_does_not_matter(self):
        self.apply("call_in", callid="m", phone=NUMBER, extension="101")
        missed = self.apply(
            "call_end", 9, callid="m", extension="101", status="NO ANSWER"
        )
        self.talk("back", 100, endpoint="init")
        self.assertFalse(self.settle(missed).is_to_call_back)

    def test_nobody_calls_hidden_numbers_and_colleagues_back(self):
        self.assertFalse(self.miss("hidden", phone="anonymous").is_to_call_back)
        self.assertFalse(self.miss("internal", phone="102").is_to_call_back)

    def test_another_customers_call_clears_nothing(self):
        missed = self.miss()
        self.talk("other", 100, phone="0912000111")
        self.assertTrue(missed.is_to_call_back)

    def test_opening_hours_and_the_hour_are_those_of_the_connection(self):
        # Tuesday 9:30 and Sunday 23:30 in Hà Nội (UTC+7)
        for date, hour, is_open in (
            (datetime(2026, 3, 3, 2, 30), 9, True),
            (datetime(2026, 3, 8, 16, 30), 23, False),
        ):
            with self.subTest(date):
                values = self.calls.new({"pbx_id": self.pbx.id})._get_hours_values(date)
                self.assertEqual(values, {"is_in_hours": is_open, "start_hour": hour})

    def test_a_number_is_found_in_every_spelling_and_by_a_part(self):
        self.talk("a")
        for text in (
            "0989464999",
            "+84 989 464 999",
            "0989 464 999",
            "464 999",
            "4999",
        ):
            with self.subTest(text):
                self.assertEqual(self.found(("phone_display", "ilike", text)), {"a"})
        self.assertEqual(self.found(("phone_display", "ilike", "0989464998")), set())

    def test_what_only_the_rules_use_is_not_offered(self):
        fields = self.calls.fields_get(attributes=["groupable", "searchable"])
        for name in ("is_settled", "restart", "is_talk_known"):
            self.assertFalse(any(fields[name].values()), name)
        self.assertTrue(all(fields["queue"].values()))

    def test_a_text_with_a_number_is_found_as_it_stands(self):
        for callid, note in (
            ("a", "Invoice of order 15999."),
            ("b", "Order 15999 was sent back"),
            ("c", "Order 1599"),
            ("d", "15999 is the order"),
            ("e", False),
        ):
            self.talk(callid).note = note
        for text, callids in (
            ("order 15999", {"a", "b"}),
            ("ORDER 15999.", {"a"}),
            ("rder 1599", {"a", "b", "c"}),
            ("15999", {"a", "b", "d"}),
            ("order 15_99", {"a", "b"}),
            ("invoice%15999", {"a"}),
            ("no order 15999", set()),
            ("order 99", set()),
            ("order", {"a", "b", "c", "d"}),
        ):
            with self.subTest(text):
                self.assertEqual(self.found(("note", "ilike", text)), callids)
                others = {"a", "b", "c", "d", "e"} - callids
                self.assertEqual(self.found(("note", "not ilike", text)), others)
        self.assertEqual(self.found(("note", "=", "Order 1599")), {"c"})
        self.assertEqual(self.found(("note", "=", False)), {"e"})
        calls = self.calls.search([("pbx_id", "=", self.pbx.id)])
        kept = calls.filtered_domain([("note", "ilike", "order 15999")])
        self.assertEqual(set(kept.mapped("callid")), {"a", "b"})

    def test_my_team_is_who_is_below_me(self):
        self.talk("a")
        boss = self.env["hr.employee"].create({"name": "Minh", "user_id": self.minh.id})
        domain = [("is_my_team", "=", True), ("pbx_id", "=", self.pbx.id)]
        calls = self.calls.with_user(self.minh).sudo()
        self.assertFalse(calls.search(domain))
        self.env["hr.employee"].create(
            {"name": "Lan", "user_id": self.lan.id, "parent_id": boss.id}
        )
        self.assertEqual(calls.search(domain).mapped("callid"), ["a"])

    def test_the_favourites_that_ship_can_be_used(self):
        action = self.env.ref("callcenter.action_calls")
        filters = self.env["ir.filters"].with_user(self.lan)
        shipped = filters.get_filters("callcenter.call", action.id)
        self.assertGreaterEqual(len(shipped), 4)
        for favourite in filters.browse([row["id"] for row in shipped]):
            with self.subTest(favourite.name):
                self.calls.with_user(self.lan).search(favourite._get_eval_domain())


@tagged("post_install", "-at_install")
class TestSmartButtons(HistoryCase):
    """The calls of a contact and of an employee, one click away."""

    def test_a_company_counts_the_calls_of_its_people(self):
        company = self.env["res.partner"].create({"name": "Hoa", "is_company": True})
        self.customer.parent_id = company
        self.talk()
        for partner in (company | self.customer).with_user(self.lan):
            with self.subTest(partner.name):
                self.assertEqual(partner.callcenter_call_count, "1")
                domain = partner.action_open_callcenter_calls()["domain"]
                self.assertEqual(len(self.calls.with_user(self.lan).search(domain)), 1)

    def test_only_calls_that_the_reader_sees_are_counted(self):
        self.talk()
        self.assertEqual(self.customer.with_user(self.minh).callcenter_call_count, "0")

    def test_counting_stops_at_a_hundred(self):
        call = self.talk()
        rows = [
            {
                "callid": f"many-{number}",
                "pbx_id": self.pbx.id,
                "company_id": self.pbx.company_id.id,
                "direction": "incoming",
                "state": "ended",
                "start_date": call.start_date,
                "partner_id": self.customer.id,
            }
            for number in range(100)
        ]
        self.calls.create(rows)
        self.assertEqual(self.customer.callcenter_call_count, "100+")

    def test_an_employee_has_the_calls_they_answered(self):
        employee = self.env["hr.employee"].create(
            {"name": "Lan", "user_id": self.lan.id}
        )
        self.assertEqual(employee.callcenter_call_count, "0")
        self.talk()
        self.env.invalidate_all()
        self.assertEqual(employee.callcenter_call_count, "1")

    def test_without_a_right_to_hr_the_count_is_of_calls_one_may_see(self):
        employee = self.env["hr.employee"].create(
            {"name": "Lan", "user_id": self.lan.id}
        )
        self.talk()
        self.env.invalidate_all()
        manager = new_test_user(
            self.env, "t_dung", "callcenter.group_callcenter_manager"
        )
        for user, count in ((self.lan, "1"), (self.minh, "0"), (manager, "1")):
            with self.subTest(user.login):
                arch = employee.with_user(user).get_view(view_type="form")["arch"]
                self.assertIn("action_open_callcenter_calls", arch)
                public = self.env["hr.employee.public"].with_user(user)
                public = public.browse(employee.id)
                self.assertEqual(public.callcenter_call_count, count)
                domain = public.action_open_callcenter_calls()["domain"]
                found = self.calls.with_user(user).search_count(domain)
                self.assertEqual(str(found), count)
        clerk = new_test_user(self.env, "t_clerk_hr", "base.group_user")
        arch = employee.with_user(clerk).get_view(view_type="form")["arch"]
        self.assertNotIn("callcenter_call_count", arch)
        public = self.env["hr.employee.public"].with_user(clerk).browse(employee.id)
        [row] = public.read(["callcenter_call_count"])
        self.assertFalse(row["callcenter_call_count"])

    def test_whoever_sees_no_calls_gets_no_number(self):
        clerk = self.env["res.users"].create({"name": "Clerk", "login": "t_clerk_h"})
        self.assertFalse(self.customer.with_user(clerk).callcenter_call_count)
