"""Several companies, connections and time zones at once: nothing of one shows in another."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...wire import read_event
from ..common import AGENT, CallcenterCommon

MANAGER = "callcenter.group_callcenter_manager"
NUMBER = "+84989000777"
PLACES = {
    "Hà Nội": ("base.vn", "Asia/Ho_Chi_Minh"),
    "Berlin": ("base.de", "Europe/Berlin"),
    "New York": ("base.us", "America/New_York"),
}


@tagged("post_install", "-at_install")
class TestCompanies(CallcenterCommon):
    """Three companies whose exchanges use the same call ids and extension numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sites = {
            name: cls.make_site(name, *place) for name, place in PLACES.items()
        }
        cls.hanoi, cls.berlin, cls.york = cls.sites.values()

    @classmethod
    def make_site(cls, name, country, tz):
        """Return a company with a connection, an agent at 101, a manager, a customer."""
        country = cls.env.ref(country)
        company = cls.env["res.company"].create(
            {"name": name, "country_id": country.id}
        )
        own = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        agent = new_test_user(cls.env, f"t_{country.code}_agent", AGENT, tz=tz, **own)
        manager = new_test_user(
            cls.env, f"t_{country.code}_manager", MANAGER, tz=tz, **own
        )
        pbx = cls.env["callcenter.pbx"].create(
            {
                "name": name,
                "company_id": company.id,
                "country_id": country.id,
                "tz": tz,
            }
        )
        cls.env["callcenter.extension"].create(
            {"pbx_id": pbx.id, "number": "101", "user_id": agent.id}
        )
        customer = cls.env["res.partner"].create(
            {"name": f"An of {name}", "phone": NUMBER, "company_id": company.id}
        )
        return SimpleNamespace(
            company=company,
            agent=agent,
            manager=manager,
            pbx=pbx,
            token=pbx.generate_token(),
            customer=customer,
        )

    def send(self, site, endpoint="call_in", at="2024-07-01 12:00", **params):
        """Let the exchange of ``site`` send an event at a moment in UTC."""
        now = datetime.fromisoformat(f"{at}+00:00").timestamp()
        params = {"callid": "1", "extension": "101", **params}
        event = read_event(endpoint, params, ZoneInfo(site.pbx.tz))
        return self.calls._apply_event(site.pbx, event, now)[0]

    def test_a_token_opens_its_own_connection(self):
        for site in self.sites.values():
            pbx = self.env["callcenter.pbx"]._authenticate([site.token], "", True)
            self.assertEqual(pbx, site.pbx)
            self.assertEqual(pbx.env.company, site.company)

    def test_the_same_call_id_is_another_call_at_each_exchange(self):
        calls = [self.send(site, phone=NUMBER) for site in self.sites.values()]
        self.assertEqual(len(set(calls)), 3)
        for site, call in zip(self.sites.values(), calls, strict=True):
            self.assertEqual(call.company_id, site.company)
            self.assertEqual(call.leg_ids.company_id, site.company)
            self.assertEqual(call.leg_ids.user_id, site.agent)
        ended = self.send(self.berlin, "call_end", status="BUSY")
        self.assertEqual(ended, calls[1])
        self.assertEqual(
            [call.state for call in calls], ["ringing", "ended", "ringing"]
        )

    def test_each_company_sees_its_own_customer_with_the_number(self):
        for site in self.sites.values():
            call = self.send(site, phone=NUMBER)
            self.assertEqual(call.partner_id, site.customer)
            card = self.env["callcenter.card"].get_card(call, site.agent)
            self.assertEqual(card["customer"]["name"], site.customer.name)

    def test_another_companys_customer_is_nobody_here(self):
        self.berlin.customer.unlink()
        call = self.send(self.berlin, phone=NUMBER)
        self.assertFalse(call.partner_id)
        self.assertFalse(
            self.env["callcenter.card"].get_card(call, self.berlin.agent)["customer"]
        )

    def test_a_customer_of_no_company_is_everybodys(self):
        self.env["res.partner"].create({"name": "Shared", "phone": "+4930901820"})
        for site in self.sites.values():
            call = self.send(site, callid="s", phone="+4930901820")
            self.assertEqual(call.partner_id.name, "Shared")

    def settle(self, site, at, status, callid, seconds=30):
        """Let a call ring at ``site`` for so long at a moment in UTC, and settle."""
        begin = datetime.fromisoformat(f"{at}+00:00")
        end = begin + timedelta(seconds=seconds)
        self.send(site, at=f"{begin:%F %T}", callid=callid, phone=NUMBER)
        call = self.send(
            site, "call_end", at=f"{end:%F %T}", callid=callid, status=status
        )
        call._settle(end.timestamp() + 120)
        return call

    def test_figures_of_all_companies_are_of_each_ones_own_day(self):
        """The evening of 1 July is 2 July already further east."""
        for site in self.sites.values():
            site.pbx.resource_calendar_id = False
            self.settle(site, "2024-07-01 12:00:00", "BUSY", "noon")
            self.settle(site, "2024-07-01 23:00:00", "ANSWERED", "night")
        own = self.figures_of(self.hanoi.manager, self.hanoi)
        self.assertEqual((own["offered"], own["missed"]), (1, 1))
        own = self.figures_of(self.york.manager, self.york)
        self.assertEqual((own["offered"], own["missed"]), (2, 1))
        boss = new_test_user(self.env, "t_boss", MANAGER)
        boss.company_ids |= self.env["res.company"].union(
            *(site.company for site in self.sites.values())
        )
        every = self.figures_of(boss, *self.sites.values())
        self.assertEqual((every["offered"], every["missed"]), (4, 3))
        self.assertEqual(every["customers_total"], 3)
        two = self.figures_of(boss, self.hanoi, self.berlin)
        self.assertEqual((two["offered"], two["missed"]), (2, 2))

    def figures_of(self, user, *sites):
        """Return the figures of 1 July 2024 by code, with these companies ticked."""
        figures = self.env["callcenter.figures"].with_user(user)
        figures = figures.with_context(
            allowed_company_ids=[site.company.id for site in sites]
        )
        day = {"period": "custom", "first": "2024-07-01", "last": "2024-07-01"}
        return {
            figure["code"]: figure["value"]
            for section in figures.get_figures(day)["sections"]
            for figure in section["figures"]
        }

    def test_the_board_shows_the_companies_that_are_ticked(self):
        for site in self.sites.values():
            self.send(site, phone=NUMBER)
        boss = new_test_user(self.env, "t_boss", MANAGER)
        boss.company_ids |= self.hanoi.company | self.berlin.company
        board = self.env["callcenter.board"]
        # nothing was heard of these exchanges: their calls stand aside
        for user, sites, calls in (
            (boss, (self.hanoi, self.berlin), 2),
            (boss, (self.berlin,), 1),
            (self.york.manager, (self.york,), 1),
        ):
            companies = [site.company.id for site in sites]
            asked = board.with_user(user).with_context(allowed_company_ids=companies)
            answer = asked.get_board()
            with self.subTest(user.login, sites=len(sites)):
                self.assertEqual(len(answer["aside"]), calls)
                self.assertEqual(
                    {agent["user_id"] for agent in answer["agents"]},
                    {site.agent.id for site in sites},
                )
                self.assertEqual(
                    {silent["name"] for silent in answer["silent"]},
                    {site.pbx.name for site in sites},
                )

    def test_managers_see_their_company_alone(self):
        calls = {
            name: self.send(site, phone=NUMBER) for name, site in self.sites.items()
        }
        for name, site in self.sites.items():
            own = self.calls.with_user(site.manager)
            self.assertEqual(own.search([]), calls[name])
            self.assertEqual(own.search_count([("callid", "=", "1")]), 1)
            groups = own._read_group([], ["company_id"], ["__count"])
            self.assertEqual(groups, [(site.company, 1)])
            for other in set(calls) - {name}:
                with self.assertRaises(AccessError):
                    calls[other].with_user(site.manager).read(["phone"])
                with self.assertRaises(AccessError):
                    calls[other].leg_ids.with_user(site.manager).read(["number"])

    def test_one_user_of_two_companies_has_the_cards_of_both(self):
        both = self.hanoi.agent
        both.company_ids += self.berlin.company
        extension = self.env["callcenter.extension"].search(
            [("pbx_id", "=", self.berlin.pbx.id)]
        )
        extension.user_id = both
        for site in (self.hanoi, self.berlin):
            self.send(site, phone=NUMBER)
        # whichever companies the switcher shows
        calls = self.calls.with_user(both).with_context(
            allowed_company_ids=self.hanoi.company.ids
        )
        cards = calls.get_active_calls()["calls"]
        self.assertEqual(
            {card["customer"]["name"] for card in cards},
            {"An of Hà Nội", "An of Berlin"},
        )

    def test_local_numbers_are_read_in_each_exchanges_country(self):
        for site, sent, number in (
            (self.hanoi, "0989464999", "+84989464999"),
            (self.berlin, "030 901820", "+4930901820"),
            (self.york, "(212) 736-5000", "+12127365000"),
        ):
            call = self.send(site, callid="n", phone=sent)
            self.assertEqual(call.phone_sanitized, number)

    def test_the_same_moment_by_each_exchanges_clock(self):
        for at, times in (
            # summer time in Berlin and New York, then winter
            (
                "2024-07-01 12:00",
                ("2024-07-01 19:00:00", "2024-07-01 14:00:00", "2024-07-01 08:00:00"),
            ),
            (
                "2024-01-15 12:00",
                ("2024-01-15 19:00:00", "2024-01-15 13:00:00", "2024-01-15 07:00:00"),
            ),
            # an hour after the clocks went forward in Berlin, none in New York yet
            (
                "2024-03-31 02:00",
                ("2024-03-31 09:00:00", "2024-03-31 04:00:00", "2024-03-30 22:00:00"),
            ),
        ):
            for site, local in zip(self.sites.values(), times, strict=True):
                with self.subTest(at, local=local):
                    call = self.send(
                        site, "call_end", at, callid=at, calldate=local, duration=0
                    )
                    self.assertEqual(str(call.start_date)[:16], at)

    def test_missed_customers_are_due_by_their_own_opening_hours(self):
        # nine in the morning in New York; Berlin is at three, Hanoi closed at eight
        for site in self.sites.values():
            site.pbx.resource_calendar_id = self.env["resource.calendar"].create(
                {
                    "name": "9 to 5",
                    "tz": site.pbx.tz,
                    "attendance_ids": [
                        Command.create(
                            {
                                "name": "Day",
                                "dayofweek": str(day),
                                "hour_from": 9,
                                "hour_to": 17,
                            }
                        )
                        for day in range(5)
                    ],
                }
            )
        start = datetime(2024, 7, 1, 13)
        dues = [
            str(site.pbx._add_open_minutes(start, 30)) for site in self.sites.values()
        ]
        self.assertEqual(
            dues, ["2024-07-02 02:30:00", "2024-07-01 13:30:00", "2024-07-01 13:30:00"]
        )

    def test_a_request_for_personal_data_stays_in_its_company(self):
        calls = [self.send(site, phone=NUMBER) for site in self.sites.values()]
        for site in self.sites.values():
            self.send(site, "call_end", status="BUSY")
        for call in calls:
            call._settle(call.end_date.timestamp() + 3 * 24 * 3600)
        requests = self.env["callcenter.data.request"].with_user(self.berlin.manager)
        asked = requests.create({"number": NUMBER})
        asked.action_search()
        asked.action_erase()
        self.assertEqual([bool(call.phone) for call in calls], [True, False, True])

    # -- several companies on one exchange ------------------------------------------

    def share(self, site, *others, login="t_both"):
        """Return a new agent of all these companies with a telephone at ``site``."""
        companies = site.company.union(*(other.company for other in others))
        agent = new_test_user(
            self.env,
            login,
            AGENT,
            company_id=site.company.id,
            company_ids=[Command.set(companies.ids)],
        )
        self.env["callcenter.extension"].create(
            {"pbx_id": site.pbx.id, "number": f"2{agent.id}", "user_id": agent.id}
        )
        return agent, f"2{agent.id}"

    def test_a_contact_of_another_company_of_an_agent_is_found(self):
        both, number = self.share(self.hanoi, self.berlin)
        only, other = self.hanoi.agent, "101"
        customer = self.berlin.customer
        customer.phone = "+4930901821"
        for extension in (number, other):
            call = self.send(
                self.hanoi, extension=extension, phone="+49 30 901821", callid="b"
            )
        self.assertEqual(call.partner_id, customer)
        # the card: whichever companies the switcher shows
        for ids in (self.hanoi.company.ids, self.berlin.company.ids):
            calls = self.calls.with_user(both).with_context(allowed_company_ids=ids)
            (card,) = calls.get_active_calls()["calls"]
            self.assertEqual(card["customer"]["name"], customer.name)
        # who may not read the contact is told nothing of it
        (card,) = self.calls.with_user(only).get_active_calls()["calls"]
        self.assertFalse(card["customer"])
        self.assertEqual(card["candidates"], [])
        self.assertNotIn(customer.name, str(card))

    def test_history_names_it_to_who_may_read_it(self):
        both, number = self.share(self.hanoi, self.berlin)
        customer = self.berlin.customer
        customer.phone = "+4930901821"
        call = self.send(self.hanoi, extension=number, phone="+4930901821")
        self.send(self.hanoi, extension="101", phone="+4930901821")
        mine = call.with_user(both).with_context(
            allowed_company_ids=self.hanoi.company.ids
        )
        spec = {"partner_id": {"fields": {"display_name": {}}}, "display_name": {}}
        (row,) = mine.web_read(spec)
        self.assertEqual(row["partner_id"]["display_name"], customer.name)
        self.assertIn(customer.name, row["display_name"])
        self.assertEqual(mine.read(["partner_id"])[0]["partner_id"][1], customer.name)
        self.assertEqual(mine.customer_name, customer.name)
        domain = [("customer_search", "=", "an of berlin")]
        self.assertEqual(mine.search(domain), mine)
        theirs = call.with_user(self.hanoi.agent)
        (row,) = theirs.web_read(spec)
        self.assertNotIn(customer.name, str(row))
        self.assertNotIn(customer.name, str(theirs.read(["partner_id"])))
        self.assertFalse(theirs.search(domain))

    def test_the_link_dialog_offers_it_to_who_may_read_it(self):
        both, number = self.share(self.hanoi, self.berlin)
        call = self.send(self.hanoi, extension=number, phone="0912000111")
        self.send(self.hanoi, extension="101", phone="0912000111")
        ids = self.hanoi.company.ids
        mine = call.with_user(both).with_context(allowed_company_ids=ids)
        (found,) = mine.search_customers("berlin an")
        self.assertEqual(found["id"], self.berlin.customer.id)
        linked = mine.link_customer(found["id"])
        self.assertEqual(linked["name"], self.berlin.customer.name)
        theirs = call.with_user(self.hanoi.agent)
        self.assertEqual(theirs.search_customers("berlin an"), [])
        with self.assertRaises(AccessError):
            theirs.choose_customer(self.berlin.customer.id)

    def test_the_contact_of_the_exchanges_own_company_comes_first(self):
        both, number = self.share(self.hanoi, self.berlin)
        self.hanoi.pbx.lookup_enabled = True
        call = self.send(self.hanoi, extension=number, phone=NUMBER)
        self.assertEqual(call.partner_id, self.hanoi.customer)
        self.send(self.hanoi, extension="101", phone=NUMBER)
        names = {
            user: {
                row["name"]
                for row in self.env["callcenter.card"].get_card(call, user)[
                    "candidates"
                ]
            }
            for user in (both, self.hanoi.agent)
        }
        self.assertEqual(
            names[both], {self.hanoi.customer.name, self.berlin.customer.name}
        )
        self.assertEqual(names[self.hanoi.agent], set())

    def test_an_exchange_is_told_of_its_own_companys_contacts_alone(self):
        _both, number = self.share(self.hanoi, self.berlin)
        lookup = self.env["callcenter.lookup"]
        self.berlin.customer.phone = "+4930901821"
        call = self.send(self.hanoi, extension=number, phone="+4930901821")
        self.assertEqual(call.partner_id, self.berlin.customer)
        self.assertFalse(call._get_customer_answer())
        answer = lookup._get_answer("+4930901821", self.hanoi.pbx)
        self.assertEqual((answer["name"], answer["customer"]), ("", None))
        answer = lookup._get_answer(NUMBER, self.hanoi.pbx)
        self.assertEqual(answer["name"], self.hanoi.customer.name)

    def test_who_gets_or_loses_a_company_is_followed_at_once(self):
        agent, number = self.share(self.hanoi)
        self.berlin.customer.phone = "+4930901821"

        def caller(callid):
            return self.send(
                self.hanoi, extension=number, phone="+4930901821", callid=callid
            ).partner_id

        self.assertFalse(caller("1"))
        agent.company_ids |= self.berlin.company
        self.assertEqual(caller("2"), self.berlin.customer)
        agent.company_ids -= self.berlin.company
        self.assertFalse(caller("3"))

    def test_missed_customers_of_another_company_are_named_to_who_may_read_them(self):
        both, _number = self.share(self.hanoi, self.berlin)
        self.berlin.customer.phone = NUMBER
        self.hanoi.customer.unlink()
        call = self.settle(self.hanoi, "2024-07-01 03:00:00", "NO ANSWER", "m", 60)
        rows = self.env["callcenter.missed"].search([("call_ids", "in", call.ids)])
        self.assertEqual(rows.partner_id, self.berlin.customer)
        ids = self.hanoi.company.ids
        mine = rows.with_user(both).with_context(allowed_company_ids=ids)
        self.assertEqual(mine.customer_id, self.berlin.customer)
        self.assertEqual(mine.search([("customer_id", "ilike", "an of berlin")]), mine)
        theirs = rows.with_user(self.hanoi.agent)
        self.assertFalse(theirs.customer_id)
        self.assertFalse(theirs.search([("customer_id", "ilike", "an of berlin")]))
