"""Every spelling of a number in a contact's field, and every one that an exchange sends,
through the database.
"""

from odoo.tests import tagged

from ...phones.countries.vn import AREAS_2017, MOBILES_2018
from ...wire import Event
from ..common import CallcenterCommon
from ..pure.phones.countries_table import SAME
from ..pure.phones.further_table import FURTHER, LISTS
from ..pure.phones.spellings import (
    AMBIGUOUS,
    FOREIGN,
    ONE_LANDLINE,
    ONE_MOBILE,
    SEVERAL,
)

# how an exchange in Vietnam sends +84 912 345 678
SENT = (
    "0912345678",
    "84912345678",
    "+84912345678",
    "0084912345678",
    "+84 (0)91 234 56 78",
    "90912345678",
    "sip:0912345678@pbx.example.com",
    '"Lan" <0912345678>',
    "tel:+84-91-234-5678",
)
# who else must not be found by what a field holds
OTHERS = ("0912345679", "0812345678", "+49912345678", "912345678901", "5678", "")


@tagged("post_install", "-at_install")
class TestLookupSpellings(CallcenterCommon):
    """However it was typed, and however it is sent: the caller is found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pbx.trunk_prefix = "9"
        # the demonstration's contacts have such numbers too
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE res_partner SET callcenter_keys = NULL")
        cls.env.cr.execute("UPDATE hr_employee SET callcenter_keys = NULL")
        cls.env.invalidate_all()

    def find(self, number):
        """Return the customer that an exchange's number identifies."""
        vals = self.env["callcenter.lookup"]._identify(number, self.pbx)
        return self.env["res.partner"].browse(vals["partner_id"] or [])

    def check(self, text, numbers, country="VN"):
        """Type ``text`` into the customer's field: each of ``numbers`` finds them."""
        domain = [("code", "=", country)]
        country = self.env["res.country"].search(domain, limit=1)
        self.customer.write({"phone": text, "country_id": country.id})
        for number in numbers:
            with self.subTest(text, number=number):
                self.assertEqual(self.find(number), self.customer)

    def test_one_mobile(self):
        for text in ONE_MOBILE:
            self.check(text, ["0912345678"])

    def test_one_landline(self):
        for text, _label in ONE_LANDLINE:
            self.check(text, ["02438251234"])

    def test_several_in_one_field(self):
        for text, keys in SEVERAL:
            self.check(text, [key for key in keys if key[0] == "+"])

    def test_every_way_to_send_it(self):
        self.check("0912.345.678 (chị Lan)", SENT)
        for number in OTHERS:
            with self.subTest(number):
                self.assertFalse(self.find(number))

    def test_every_province_of_2017(self):
        for province, old, new in AREAS_2017:
            own = "38251234" if len(old) == 1 else "3825123"
            with self.subTest(province):
                self.check(f"0{old}.{own}", [f"0{new}{own}", f"+84{new}{own}"])

    def test_every_mobile_prefix_of_2018(self):
        for operator, old, new in MOBILES_2018:
            with self.subTest(operator, old=old):
                self.check(f"0{old} 234 5678", [f"0{new}2345678"])

    def test_ambiguous_entries_are_found_both_ways(self):
        for text, keys in AMBIGUOUS:
            self.check(text, keys)

    def test_germany_france_and_america(self):
        for country, text, keys in FOREIGN:
            self.check(text, [*keys, *(f"00{key[1:]}" for key in keys)], country)

    def test_every_country_both_ways(self):
        countries = self.env["res.country"]
        for region, _source, rows in (*SAME, *FURTHER):
            country = countries.search([("code", "=", region)])
            self.pbx.write({"country_id": country.id, "trunk_prefix": False})
            for typed, sent in rows:
                self.check(typed, [sent], region)
                self.check(sent, [typed], region)

    def test_lists_and_extensions_of_further_countries(self):
        countries = self.env["res.country"]
        for region, _source, rows in LISTS:
            country = countries.search([("code", "=", region)])
            self.pbx.write({"country_id": country.id, "trunk_prefix": False})
            for typed, sent in rows:
                self.check(typed, [sent], region)

    def test_an_earlier_call_from_a_number_that_no_plan_gives_out(self):
        britain = self.env.ref("base.uk")
        self.pbx.country_id = self.customer.country_id = britain
        event = Event("ring", "1", phone="+447700900123", extension="101")
        self.calls._apply_event(self.pbx, event, 0)
        self.assertFalse(self.call("1").partner_id)
        self.customer.phone = "07700 900123"
        self.env.cr.precommit.run()
        self.assertEqual(self.call("1").partner_id, self.customer)

    def test_a_contact_without_country_is_read_as_the_connections_are(self):
        self.customer.write({"phone": "0912 345 678", "country_id": False})
        self.assertEqual(self.find("0912345678"), self.customer)

    def test_a_number_of_today_is_not_taken_for_one_from_before(self):
        self.check("028 38251234", ["02838251234"])
        # was 083 825 1234 a mobile of today, or 08 38251234 of before 2017? what the
        # exchange sends is of today
        self.assertFalse(self.find("0838251234"))
