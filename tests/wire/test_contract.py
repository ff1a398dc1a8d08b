"""schemathesis holds a running server against docs/openapi.yaml."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from odoo.tests import HttpCase, tagged

from ..common import CallcenterCommon

HERE = Path(__file__).parents[1]
DOCUMENT = HERE.parent / "docs" / "openapi.yaml"
PATIENCE = 240
# the other names are read by the same code, so these two stand for all of them
EXAMPLES = ("POST /call_info", "GET /call_in")


@unittest.skipUnless(
    importlib.util.find_spec("schemathesis"),
    "schemathesis is missing: pip install schemathesis, or ./dev test",
)
@tagged("post_install", "-at_install")
class TestContract(CallcenterCommon, HttpCase):
    """Whatever is sent, as described or not: no fault, and an answer as described."""

    def test_each_edge_of_each_parameter(self):
        self.hold("--phases=coverage", *(f"--include-name={name}" for name in EXAMPLES))

    def test_random_data_at_every_endpoint(self):
        self.hold("--phases=fuzzing")

    def hold(self, *options):
        """Run schemathesis with tests/schemathesis.toml and further options."""
        self.pbx.accept_get = True
        self.env.flush_all()
        self.env.cr.clear()
        everyone = self.allow_requests(all_requests=True)
        with tempfile.TemporaryDirectory() as folder, everyone:
            report = Path(folder) / "report.json"
            done = subprocess.run(  # noqa: S603
                [
                    *(sys.executable, "-m", "schemathesis.cli"),
                    f"--config-file={HERE / 'schemathesis.toml'}",
                    *("--no-color", "run", "--report=json"),
                    f"--report-json-path={report}",
                    *options,
                    DOCUMENT,
                ],
                env={
                    **os.environ,
                    "CALLCENTER_URL": f"{self.base_url()}/api/callcenter",
                    "CALLCENTER_TOKEN": self.token,
                },
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            self.assertEqual(done.returncode, 0, done.stdout[-20_000:] + done.stderr)
            self.assert_ran(json.loads(report.read_text(encoding="utf-8")))

    def assert_ran(self, report):
        """Fail where schemathesis is content although it sent next to nothing."""
        counts = report["test_cases"]
        seconds = report["running_time"]
        self._logger.info("%s requests in %.1f s", counts["generated"], seconds)
        self.assertGreater(counts["generated"], 100)
        operations = report["operations"]
        self.assertEqual(operations["tested"], operations["selected"])
