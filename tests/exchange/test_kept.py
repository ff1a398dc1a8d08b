from odoo import SUPERUSER_ID, api
from odoo.tests import new_test_user, tagged

from ...models.kept import change_revision, read_revision
from ...models.transaction import begin_read_committed
from ..common import CallcenterCommon


@tagged("post_install", "-at_install")
class TestKept(CallcenterCommon):
    """What workers keep, as one transaction sees it."""

    def revision(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT count(*), max(id) FROM callcenter_revision")
        return self.env.cr.fetchone()

    def assert_changes(self, is_changed, change):
        before = self.revision()
        change()
        self.assertEqual(self.revision() != before, is_changed)

    def test_a_write_is_seen_at_once(self):
        self.assertEqual(self.pbx._get_settings().tz, "Asia/Ho_Chi_Minh")
        self.pbx.tz = "Europe/Berlin"
        self.assertEqual(self.pbx._get_settings().tz, "Europe/Berlin")
        self.assertEqual(self.pbx._get_extensions()["101"].user_id, self.lan.id)
        self.ext_101.user_id = self.minh
        self.assertEqual(self.pbx._get_extensions()["101"].user_id, self.minh.id)
        self.ext_101.unlink()
        self.assertNotIn("101", self.pbx._get_extensions())

    def test_what_waits_to_be_written_and_is_given_up_is_kept_by_nobody(self):
        self.env.flush_all()
        before = self.pbx._get_extensions()["101"].employee_id
        change_revision(self.env.cr)
        self.env.clear()
        savepoint = self.env.cr.savepoint(flush=False)
        employee = self.env["hr.employee"].create({"name": "Lan"})
        self.env.flush_all()
        employee.user_id = self.lan  # the extension's employee is to be computed
        self.assertEqual(self.pbx._get_extensions()["101"].employee_id, employee.id)
        self.env.clear()
        savepoint.rollback()
        savepoint.close()
        self.env.cr.cache.clear()
        self.assertEqual(self.pbx._get_extensions()["101"].employee_id, before)

    def test_whoever_asks_first_decides_nothing(self):
        self.pbx.active = False
        for asker in (
            self.env["callcenter.pbx"].with_context(active_test=False),
            self.env["callcenter.pbx"].with_user(self.lan),
        ):
            change_revision(self.env.cr)
            found = {row.pbx_id for row in asker._get_credentials()}
            self.assertNotIn(self.pbx.id, found)
        self.pbx.active = True
        self.ext_101.active = False
        change_revision(self.env.cr)
        pbx = self.pbx.with_context(active_test=False)
        self.assertNotIn("101", pbx._get_extensions())

    def test_only_what_is_kept_tells_a_change(self):
        employee = self.env["hr.employee"].create({"name": "Lan"})
        for change in (
            lambda: self.pbx.write({"silence_hours": 5, "end_scope": "leg"}),
            lambda: self.ext_101.write({"user_id": self.hoa.id}),
            lambda: employee.write({"user_id": self.hoa.id}),
            lambda: self.vietnam.write({"phone_code": 85}),
            lambda: self.hoa.write({"active": False}),
            self.ext_102.unlink,
            employee.unlink,
            self.pbx.action_listen,
        ):
            self.assert_changes(True, change)
        user = new_test_user(self.env, "t_other", "base.group_user")
        other = self.env["hr.employee"].create({"name": "Other"})
        field = self.ext_103._fields["employee_id"]
        for change in (
            lambda: user.write({"callcenter_ended_stay": 30}),
            lambda: self.pbx.write({"recording_outages": {"x": "2024-05-06"}}),
            lambda: self.pbx.write({"gateway_seen_date": "2024-05-06 07:00:00"}),
            lambda: self.vietnam.write({"name": "Việt Nam"}),
            lambda: other.write({"name": "Another", "work_phone": "0989464344"}),
            lambda: self.customer.write({"phone": "0989464345"}),
            # to the same employee as before
            lambda: self.env.add_to_compute(field, self.ext_103),
        ):
            self.assert_changes(False, change)

    def test_odoo_s_caches_are_left_alone(self):
        registry = self.env.registry
        self.env.flush_all()
        registry.cache_invalidated.clear()
        self.pbx.action_listen()
        self.pbx.generate_token()
        self.ext_101.user_id = self.minh
        self.env.flush_all()
        self.assertFalse(registry.cache_invalidated)

    def test_rows_are_tidied_up(self):
        revisions = self.env["callcenter.revision"]
        change_revision(self.env.cr)
        before = self.revision()
        revisions._gc_revisions()
        self.assertEqual(revisions.search_count([]), 1)
        self.assertGreater(self.revision()[1], before[1])

    def test_merged_users_contacts(self):
        user = new_test_user(self.env, "t_merged", "base.group_user")
        self.assertEqual(user._get_bus_partner_id(), user.partner_id.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        merged = self.env["res.partner"].create({"name": "Merged"})
        wizard._merge([user.partner_id.id, merged.id], merged)
        self.assertEqual(user._get_bus_partner_id(), merged.id)


@tagged("post_install", "-at_install")
class TestKeptByTwo(CallcenterCommon):
    """Two real transactions at once: each event that comes later sees the change."""

    def setUp(self):
        super().setUp()
        self.writer = self.open_cursor()
        self.addCleanup(self.delete)
        env = api.Environment(self.writer, SUPERUSER_ID, {})
        values = {"name": "kept", "country_id": self.vietnam.id, "tz": "UTC"}
        self.kept_pbx = env["callcenter.pbx"].create(values)
        self.token = self.kept_pbx.generate_token()
        user = env["res.users"].browse(SUPERUSER_ID)
        self.extension = env["callcenter.extension"].create(
            {"pbx_id": self.kept_pbx.id, "number": "901", "user_id": user.id}
        )
        self.writer.commit()

    def open_cursor(self):
        """Return a cursor of its own connection: the test's own commits nothing."""
        cr = self.registry._db.cursor()
        self.addCleanup(cr.close)
        return cr

    def delete(self):
        self.writer.rollback()
        self.kept_pbx.unlink()
        self.writer.commit()
        self.writer.close()

    def pbx_of(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["callcenter.pbx"].browse(self.kept_pbx.id)

    def begin(self, isolation):
        """Return the connection as a request sees it that begins now."""
        cr = self.open_cursor()
        if isolation == "READ COMMITTED":
            begin_read_committed(cr)
        else:
            read_revision(cr)
        return self.pbx_of(cr)

    def test_a_value_from_before_is_not_kept_for_those_after(self):
        reads = {
            "token": lambda pbx: [
                row.token_hash for row in pbx._get_credentials() if row.pbx_id == pbx.id
            ],
            "settings": lambda pbx: pbx._get_settings().tz,
            "owner": lambda pbx: pbx._get_extensions()["901"].user_id,
        }
        changes = {
            "token": self.kept_pbx.generate_token,
            "settings": lambda: self.kept_pbx.write({"tz": "Asia/Tokyo"}),
            "owner": lambda: self.extension.write({"user_id": False}),
        }
        for name, read in reads.items():
            for is_asked_before in (True, False):
                with self.subTest(name, is_asked_before=is_asked_before):
                    old = self.begin("REPEATABLE READ")
                    if is_asked_before:
                        former = read(old)
                    changes[name]()
                    within = read(self.kept_pbx)
                    self.writer.commit()
                    # with its snapshot of before, after the change was committed
                    stale = read(old)
                    if is_asked_before:
                        self.assertEqual(stale, former)
                    self.assertEqual(read(self.begin("REPEATABLE READ")), within)
                    self.assertEqual(read(self.begin("READ COMMITTED")), within)
                    self.kept_pbx.write({"tz": "UTC"})
                    self.extension.write({"user_id": SUPERUSER_ID})
                    self.writer.commit()

    def test_what_a_transaction_gives_up_is_kept_by_nobody(self):
        before = self.begin("REPEATABLE READ")._get_settings().tz
        self.kept_pbx.tz = "Asia/Tokyo"
        self.assertEqual(self.kept_pbx._get_settings().tz, "Asia/Tokyo")
        self.assertEqual(self.begin("REPEATABLE READ")._get_settings().tz, before)
        self.writer.rollback()
        self.assertEqual(self.begin("READ COMMITTED")._get_settings().tz, before)
        self.assertEqual(self.kept_pbx._get_settings().tz, before)

    def test_two_who_change_at_once_and_commit_in_the_other_order(self):
        first = self.pbx_of(self.open_cursor())
        # it tells its change first, and is committed last
        first.tz = "Asia/Tokyo"
        first.env.flush_all()
        self.extension.number = "902"
        self.writer.commit()
        self.assertEqual(self.begin("REPEATABLE READ")._get_settings().tz, "UTC")
        first.env.cr.commit()
        self.assertEqual(self.begin("REPEATABLE READ")._get_settings().tz, "Asia/Tokyo")

    def test_read_committed_reads_its_revision_first(self):
        pbx = self.begin("READ COMMITTED")
        self.assertEqual(pbx.tz, "UTC")  # in Odoo's record cache from here on
        self.kept_pbx.tz = "Asia/Tokyo"
        self.writer.commit()
        pbx._get_settings()
        later = self.begin("REPEATABLE READ")._get_settings().tz
        self.assertEqual(later, "Asia/Tokyo")
