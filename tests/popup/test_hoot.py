"""The browser unit tests (static/tests/*.test.js), run in Chromium."""

import logging
import re

from odoo.tests import HttpCase, no_retry, tagged

_logger = logging.getLogger(__name__)

BUNDLE = "web.assets_unit_tests"
SUITE = "@callcenter"
PASSED = re.compile(rf'\[HOOT\] Test "{SUITE}/.+" passed')


def hoot_job_id(name):
    """Give the id under which HOOT runs a suite.

    :param str name: the suite's full name
    :return: eight hexadecimal digits
    """
    value = 0
    for char in name:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


class PassedCounter(logging.Handler):
    """Counts in the browser's console which of our own tests passed."""

    passed = 0

    def emit(self, record):
        self.passed += bool(PASSED.search(record.getMessage()))


@tagged("post_install", "-at_install", "hoot")
class TestHoot(HttpCase):
    @no_retry
    def test_unit_desktop(self):
        self.run_suite("preset=desktop")

    @no_retry
    def test_unit_mobile(self):
        # what has no screen has run already
        self.run_suite("preset=mobile&tag=-headless")

    def run_suite(self, options):
        """Run our tests in Chromium, as HOOT's ``options`` say."""
        # asked for a suite that is not there, HOOT would run all of Odoo's
        self.assertTrue(
            self._has_tests_in_bundle(), f"No test file of this addon is in {BUNDLE}."
        )
        counter = PassedCounter()
        # Odoo's browser logs its console under the test's own logger.
        console = self._logger.getChild("browser")
        console.addHandler(counter)
        self.addCleanup(console.removeHandler, counter)
        self.browser_js(
            f"/web/tests?headless&loglevel=2&{options}&timeout=15000"
            f"&id={hoot_job_id(SUITE)}",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            # Failures are collected: HOOT ends with an error of its own.
            error_checker=lambda message: "[HOOT]" not in message,
        )
        self.assertTrue(
            counter.passed,
            f"No browser unit test ran: is the suite still called {SUITE}?",
        )
        _logger.info("HOOT: %d tests passed", counter.passed)

    def _has_tests_in_bundle(self):
        paths = self.env["ir.asset"]._get_asset_paths(BUNDLE, {})
        return any(
            path.startswith("/callcenter/static/tests/") and path.endswith(".test.js")
            for path, *_rest in paths
        )
