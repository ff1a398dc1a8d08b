"""Who may do what: names, keys, notes, contacts, exports, passwords, extensions."""

import csv
import io
import json
import zipfile

import openpyxl

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from ...controllers.export import CallcenterCSVExport
from ...wire import Event
from ..common import CallcenterCommon

FORMULAS = ('=HYPERLINK("http://evil")', "@SUM(1)", "+1", "-1", "\t=1", "\r=1", "\n=1")
# what some programs read as formulas all the same
HALF_HIDDEN = (" =1+1", "\u00a0+1", "\u200b@SUM(1)", "\ufeff=1", "＝1", "  -1")
# of which xlsxwriter makes links
LINKS = (
    "http://evil.example",
    "mailto:a@evil.example",
    "internal:A1",
    "external:c:\\x",
)


@tagged("post_install", "-at_install")
class TestKinds(CallcenterCommon):
    """Each line a kind of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "t_clerk", "base.group_user,callcenter.group_callcenter_agent"
        )
        cls.extension = cls.env["callcenter.extension"].create(
            {"pbx_id": cls.pbx.id, "number": "150", "user_id": cls.clerk.id}
        )

    def ring(self, extension="150", phone="0989464999"):
        event = Event("ring", "k-1", phone=phone, extension=extension)
        return self.calls._apply_event(self.pbx, event, 1_700_000_000)[0]

    def test_stored_names_name_no_customer(self):
        call = self.ring()
        self.assertEqual(call.partner_id, self.customer)
        activity = call.activity_schedule("mail.mail_activity_data_call")
        for text in (activity.res_name, call._message_compute_subject()):
            self.assertNotIn(self.customer.name, text)
            self.assertIn("989", text)

    def test_a_choice_is_read_by_who_reads_the_contact(self):
        choices = self.env["callcenter.number.choice"]
        choice = choices._remember(self.pbx.company_id, "+84989464999", self.customer)
        self.assertIn(choice, choices.with_user(self.lan).search([]))
        self.env["ir.rule"].create(
            {
                "name": "hidden",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": [("id", "!=", self.customer.id)],
            }
        )
        self.assertNotIn(choice, choices.with_user(self.lan).search([]))
        with self.assertRaises(AccessError):
            choice.with_user(self.lan).read(["partner_id"])

    def test_shared_numbers_are_read_by_nobody(self):
        check = self.env["callcenter.phone.check"]
        self.assertNotIn("shared_keys", check.with_user(self.lan).fields_get())

    def test_keys_are_written_by_nobody(self):
        partner = self.customer.with_user(self.lan)
        with self.assertRaises(AccessError):
            partner.callcenter_keys = "+84911111111"
        with self.assertRaises(AccessError):
            partner.create({"name": "x", "callcenter_keys": "+84911111111"})
        partner.phone = "0911222333"
        self.assertIn("+84911222333", self.customer.callcenter_keys)

    def test_one_contact_a_call_without_the_right(self):
        call = self.ring(phone="0911000111").with_user(self.clerk)
        call.create_customer("Bình")
        with self.assertRaises(UserError):
            call.create_customer("Cường")

    def test_a_note_has_an_end(self):
        call = self.ring().with_user(self.clerk)
        call.own_note = "x" * 10_000
        with self.assertRaises(UserError):
            call.own_note = "x" * 10_001

    def test_unknown_requests_of_who_sees_all_companies(self):
        groups = "base.group_user,callcenter.group_callcenter_pbx_admin"
        admin = new_test_user(self.env, "t_connects", groups)
        knocks = self.env["callcenter.knock"]
        knock = knocks.create({"name": "call_in", "is_refused": True})
        pbxs = self.env["callcenter.pbx"].search([])
        admin.company_ids = [(6, 0, (pbxs.company_id | admin.company_id).ids)]
        self.assertIn(knock, knocks.with_user(admin).search([]))
        company = self.env["res.company"].create({"name": "Other"})
        self.pbx.copy({"company_id": company.id})
        self.assertNotIn(knock, knocks.with_user(admin).search([]))

    def test_a_password_is_for_the_server_it_was_entered_for(self):
        base = "https://pbx.example.com/rec"
        self.pbx.write({"recording_base_url": base, "recording_password": "p"})
        self.pbx.recording_base_url = f"{base}/new"
        self.assertEqual(self.pbx.sudo().recording_secret, "p")
        for other in (
            "https://evil.example/rec",
            "http://pbx.example.com/rec",
            "https://pbx.example.com:8443/rec",
        ):
            self.pbx.write({"recording_base_url": base, "recording_password": "p"})
            self.pbx.recording_base_url = False
            self.pbx.recording_base_url = other
            self.assertFalse(self.pbx.sudo().recording_secret, other)

    def test_an_extension_is_a_number(self):
        for number in ("10\n1", "101😀", "1 2", "$(reboot)", "x" * 65):
            with self.subTest(number), self.assertRaises(ValidationError):
                self.ext_101.copy({"number": number})
        self.assertTrue(self.ext_101.copy({"number": "sip-07.a*1"}))

    def test_no_formula_is_hidden_in_csv(self):
        rows = [[text] for text in (*FORMULAS, *HALF_HIDDEN)]
        text = CallcenterCSVExport().from_data([], [], rows)
        cells = [row[0] for row in csv.reader(io.StringIO(text, newline="")) if row]
        self.assertEqual(cells, [f"'{row[0]}" for row in rows])

    def test_no_formula_is_hidden_in_what_a_caller_is_handed(self):
        """The export of a caller's data: its texts are the caller's own, or a stranger's."""
        texts = (*FORMULAS, *HALF_HIDDEN)
        rows = self.calls.create(
            [
                {
                    "callid": f"x-{number}",
                    "pbx_id": self.pbx.id,
                    "company_id": self.pbx.company_id.id,
                    "direction": "incoming",
                    "state": "ended",
                    "start_date": "2024-05-06 07:00:00",
                    "queue": text,
                }
                for number, text in enumerate(texts)
            ]
        )
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            exported = self.env["callcenter.caller.data"]
            exported._export_kind(archive, "calls", rows, ["queue"])
            table = archive.read("calls.csv").decode("utf-8-sig")
        cells = [row["queue"] for row in csv.DictReader(io.StringIO(table, newline=""))]
        self.assertEqual(cells, [f"'{text}" for text in texts])


@tagged("post_install", "-at_install")
class TestExports(CallcenterCommon, HttpCase):
    """Odoo's own list exports, with what a stranger sent."""

    def test_no_formula_lives(self):
        for number, text in enumerate(FORMULAS):
            self.calls.create(
                {
                    "callid": f"x-{number}",
                    "pbx_id": self.pbx.id,
                    "company_id": self.pbx.company_id.id,
                    "direction": "incoming",
                    "state": "ended",
                    "start_date": "2024-05-06 07:00:00",
                    "queue": text,
                }
            )
        self.authenticate("admin", "admin")
        field = {"name": "queue", "label": "Queue", "type": "char"}
        for is_grouped in (False, True):
            asked = {
                "model": "callcenter.call",
                "fields": [field],
                "ids": False,
                "domain": [["queue", "in", list(FORMULAS)]],
                "groupby": ["queue"] if is_grouped else [],
                "import_compat": False,
                "context": {},
            }
            cells = self.download_cells("/web/export/xlsx", asked)
            self.assertNotIn("f", {cell.data_type for cell in cells})
            self.assertTrue(any("HYPERLINK" in str(cell.value) for cell in cells))
            if not is_grouped:  # which Odoo exports as no CSV
                told = self.download("/web/export/csv", asked).decode()
                for text in FORMULAS:
                    self.assertIn(f"\"'{text[:1]}", told)

    def test_no_formula_lives_in_a_pivot(self):
        self.authenticate("admin", "admin")
        titles = [*FORMULAS, *LINKS, "{=1}"]
        header = {"width": 1, "height": 1, "is_bold": False}
        headers = [{"title": text, **header} for text in titles]
        table = {
            "title": "Calls",
            "model": "callcenter.call",
            "measure_count": 1,
            "col_group_headers": [headers],
            "measure_headers": headers[:1],
            "rows": [
                {"title": text, "indent": 0, "values": [{"value": text}, {"value": 7}]}
                for text in titles
            ],
        }
        cells = self.download_cells("/web/pivot/export_xlsx", table)
        self.assertIn(7, [cell.value for cell in cells])
        self.assertTrue(any("HYPERLINK" in str(cell.value) for cell in cells))
        for cell in cells:
            self.assertNotEqual(cell.data_type, "f", cell.value)
            self.assertFalse(cell.hyperlink, cell.value)

    def download(self, path, asked):
        form = {"data": json.dumps(asked), "csrf_token": Request.csrf_token(self)}
        response = self.url_open(path, data=form)
        self.assertEqual(response.status_code, 200)
        return response.content

    def download_cells(self, path, asked):
        book = openpyxl.load_workbook(io.BytesIO(self.download(path, asked)))
        return [cell for row in book.active for cell in row]
