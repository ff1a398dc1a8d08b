"""The browser unit tests (static/tests/*.test.js), run in Chromium."""

import logging
import re

from odoo.tests import HttpCase, no_retry, tagged

_logger = logging.getLogger(__name__)

SUITE = "@callcenter"
PASSED = re.compile(r"\[HOOT\] Passed (\d+) tests")


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
    """Reads from the browser's console how many tests passed."""

    passed = 0

    def emit(self, record):
        match = PASSED.search(record.getMessage())
        if match:
            self.passed += int(match[1])


@tagged("post_install", "-at_install", "hoot")
class TestHoot(HttpCase):
    @no_retry
    def test_unit_desktop(self):
        counter = PassedCounter()
        # Odoo's browser logs its console under the test's own logger.
        console = self._logger.getChild("browser")
        console.addHandler(counter)
        self.addCleanup(console.removeHandler, counter)
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
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
            "No browser unit test ran: is static/tests in the manifest's "
            f"web.assets_unit_tests, and is the suite still called {SUITE}?",
        )
        _logger.info("HOOT: %d tests passed", counter.passed)
