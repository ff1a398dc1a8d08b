"""The smaller pieces: the addon's view, mirrors, sockets, versions, the simulator."""

import itertools
import os
import random
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from tools import addons, bootstrap, database, debian, simulate, testing
from tools.console import Stop


class TestAddonsView(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in ("models", "tools", ".dev", ".git", "node_modules", "benchmarks"):
            (self.root / name).mkdir()
        (self.root / "__manifest__.py").write_text("{}")
        (self.root / ".gitignore").write_text("")
        for name, value in (
            ("ROOT", self.root),
            ("ADDONS_VIEW", self.root / ".dev" / "addons"),
        ):
            patch = mock.patch.object(addons, name, value)
            patch.start()
            self.addCleanup(patch.stop)
        self.view = self.root / ".dev" / "addons" / "callcenter"

    def names(self):
        return sorted(path.name for path in self.view.iterdir())

    def test_shows_the_addon_and_nothing_else(self):
        addons.build_view()
        self.assertEqual(self.names(), ["__manifest__.py", "models"])
        self.assertEqual((self.view / "models").resolve(), self.root / "models")

    def test_follows_changes(self):
        addons.build_view()
        (self.root / "models").rename(self.root / "views")
        addons.build_view()
        self.assertEqual(self.names(), ["__manifest__.py", "views"])

    def test_fingerprint_changes_with_files_but_not_with_tests(self):
        before = addons.fingerprint()
        (self.root / "tests").mkdir()
        (self.root / "tests" / "test_a.py").write_text("")
        self.assertEqual(addons.fingerprint(), before)
        (self.root / "models" / "a.py").write_text("")
        self.assertNotEqual(addons.fingerprint(), before)


class TestMirrors(unittest.TestCase):
    PRINTED = """\
'http://deb.example/debian/dists/bookworm/InRelease' deb.example_InRelease 0
'http://other.example/linux/debian/dists/bookworm/InRelease' other 0
'http://mirror.example/debian/dists/bookworm/InRelease' mirror 0
'http://mirror.example/debian/dists/bookworm-updates/InRelease' mirror 0
'http://mirror.example/debian-security/dists/bookworm-security/InRelease' security 0
"""

    def test_debians_own_archive_comes_first(self):
        with mock.patch.object(debian, "run", return_value=self.PRINTED):
            found = debian.machine_mirrors("bookworm")
        self.assertEqual(found[0], "http://mirror.example/debian")
        self.assertEqual(len(found), 3)

    def test_none(self):
        with mock.patch.object(debian, "run", return_value=""):
            self.assertEqual(debian.machine_mirrors("bookworm"), [])


class TestSocketFolder(unittest.TestCase):
    def test_short_path_is_used(self):
        self.assertEqual(
            database.socket_folder(Path("/srv/x/.dev/run")), Path("/srv/x/.dev/run")
        )

    def test_long_path_gets_a_private_short_one(self):
        with (
            tempfile.TemporaryDirectory() as base,
            mock.patch.dict(os.environ, XDG_RUNTIME_DIR=base),
        ):
            found = database.socket_folder(Path("/srv") / ("long" * 30))
            self.assertEqual(found.parent, Path(base))
            self.assertEqual(found.stat().st_mode & 0o777, 0o700)

    def test_somebody_elses_folder_is_refused(self):
        with (
            tempfile.TemporaryDirectory() as base,
            mock.patch.dict(os.environ, XDG_RUNTIME_DIR=base),
        ):
            folder = Path("/srv") / ("long" * 30)
            database.socket_folder(folder).chmod(0o777)
            with self.assertRaisesRegex(Stop, "belongs to somebody else"):
                database.socket_folder(folder)


class TestStalePidFile(unittest.TestCase):
    def test_another_process_with_that_id_is_not_ours(self):
        with tempfile.TemporaryDirectory() as folder:
            cluster = database.Cluster(folder, "/nonexistent")
            cluster.data.mkdir()
            for content in ("", "nonsense\n", f"{os.getpid()}\n", "999999999\n"):
                with self.subTest(content=content):
                    (cluster.data / "postmaster.pid").write_text(content)
                    self.assertIsNone(cluster.pid())


class TestBootstrap(unittest.TestCase):
    def test_odoo_that_is_not_there_is_told(self):
        with (
            tempfile.TemporaryDirectory() as folder,
            mock.patch.dict(os.environ, CALLCENTER_ODOO=folder),
            self.assertRaisesRegex(Stop, "CALLCENTER_ODOO"),
        ):
            bootstrap.own_source()

    def test_source_tree_is_taken_by_folder_or_program(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            (folder / "odoo").mkdir()
            (folder / "odoo" / "release.py").touch()
            (folder / "odoo-bin").touch()
            for named in (folder, folder / "odoo-bin"):
                with mock.patch.dict(os.environ, CALLCENTER_ODOO=str(named)):
                    self.assertEqual(
                        bootstrap.own_source(), (folder, folder / "odoo-bin")
                    )

    def test_unpacked_package_is_taken(self):
        with tempfile.TemporaryDirectory() as name:
            source = Path(name).resolve() / "usr/lib/python3/dist-packages"
            (source / "odoo").mkdir(parents=True)
            (source / "odoo" / "release.py").touch()
            program = Path(name).resolve() / "usr/bin/odoo"
            program.parent.mkdir()
            program.touch()
            with mock.patch.dict(os.environ, CALLCENTER_ODOO=str(source)):
                self.assertEqual(bootstrap.own_source(), (source, program))


class TestUnittestOutput(unittest.TestCase):
    def test_counts(self):
        for output, counts in (
            ("...\nRan 3 tests in 0.1s\n\nOK\n", (3, 0)),
            ("Ran 3 tests in 0.1s\n\nOK (skipped=1)\n", (2, 0)),
            ("Ran 5 tests in 1s\n\nFAILED (failures=1, errors=2)\n", (2, 3)),
            ("Ran 5 tests in 1s\n\nFAILED (failures=1, skipped=2)\n", (2, 1)),
            ("Traceback …", (0, 0)),
        ):
            with self.subTest(output=output):
                self.assertEqual(testing.read_unittest(output), counts)


class FakeExchange:
    """Keeps what would be sent."""

    def __init__(self, status=200):
        self.status, self.sent = status, []

    def send(self, endpoint, **event):
        self.sent.append((endpoint, event))
        return self.status, {
            "code": "unauthorized",
            "message": "no",
        } if self.status != 200 else {}


class TestSimulation(unittest.TestCase):
    def place(self, count, status=200):
        exchange, waited = FakeExchange(status), []
        simulation = simulate.Simulation(exchange, count, chance=random.Random(1))
        with mock.patch.object(simulate, "say"):
            simulation.run(lambda seconds: waited.append(seconds) or True)
        return simulation, exchange, waited

    def test_first_call_rings_at_the_first_extension_after_five_seconds(self):
        _, exchange, waited = self.place(1)
        endpoint, event = exchange.sent[0]
        self.assertEqual(
            (endpoint, event["extension"], event["event"]), ("call_in", "101", "RING")
        )
        self.assertAlmostEqual(waited[0], 5.0)

    def test_places_as_many_calls_as_asked_and_ends_each(self):
        _, exchange, _ = self.place(12)
        calls = {event["callid"] for _, event in exchange.sent}
        ended = {
            event["callid"]
            for endpoint, event in exchange.sent
            if endpoint in ("call_end", "hangup")
        }
        self.assertEqual((len(calls), ended), (12, calls))

    def test_every_kind_of_call_is_placed(self):
        _, exchange, _ = self.place(12)
        self.assertEqual(
            {endpoint for endpoint, _ in exchange.sent},
            {"call_in", "call_end", "init", "hangup", "call_info"},
        )

    def test_a_call_every_twenty_to_thirty_seconds(self):
        _, _, waited = self.place(10)
        self.assertTrue(all(seconds <= 30 for seconds in waited))
        self.assertGreater(sum(waited), 9 * 20)

    def test_stops_when_told(self):
        exchange = FakeExchange()
        answers = itertools.chain([True] * 3, [False])
        with mock.patch.object(simulate, "say"):
            simulate.Simulation(exchange).run(lambda _: next(answers))
        self.assertLessEqual(len(exchange.sent), 3)

    def test_counts_refusals(self):
        simulation, exchange, _ = self.place(1, status=401)
        self.assertEqual(simulation.refused, len(exchange.sent))

    def test_server_that_is_not_there_is_one_line(self):
        with self.assertRaises(Stop) as raised:
            simulate.Exchange("http://127.0.0.1:9", "x").send("call_in", callid="1")
        self.assertNotIn("\n", str(raised.exception))
