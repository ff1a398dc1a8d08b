"""What Odoo's log says about a test run.

Odoo's exit code is not enough: it is 0 when no test ran, when the demo data did not
load, and when a browser test was skipped because there is no browser.
"""

import re

from .logs import DEMO_FAILED, SERIOUS

STARTING = re.compile(r"^Starting (?P<test>[\w.]+) \.\.\.$")
OUTCOME = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(?P<test>.+?)(?: [(\[<{].*)?$")
SKIPPED = re.compile(r"^skipped (?P<test>.+?) : (?P<reason>.*)$")
TOTAL = re.compile(
    r"^(?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) "
    r"of (?P<tests>\d+) tests when loading database"
)
SUMMARY = re.compile(
    r"^Module \w+: \d+ failures, \d+ errors of \d+ tests$"
    r"|^At least one test failed when loading the modules"
)
HOOT_TEST_FAILED = re.compile(r'^\[HOOT\] Test ".*" failed')
HOOT_SUITE = re.compile(r'^\[HOOT\] "(?P<suite>@[^"]+)" ended')
HOOT_PASSED = re.compile(r"\[HOOT\] Passed (?P<passed>\d+) tests")
HOOT_FAILED = re.compile(
    r"\[HOOT\] Failed (?P<failed>\d+) tests \((?P<passed>\d+) passed"
)
TOUR_RAN = re.compile(r"^Evaluate test code \"odoo\.startTour\(")
BROWSER_REASON = re.compile(
    r"chrome|chromium|devtools|dev tools|websocket", re.IGNORECASE
)
TEST_LOGGER = re.compile(r"^odoo\.addons\.\w+\.tests\.")


class Verdict:
    """Adds up a run from its log records.

    :param expect_tours: a run without a tour fails
    :param expect_files: loggers ("odoo.addons.callcenter.tests.test_x") of test files;
        one of which no test ran fails
    :param expect_suites: HOOT suites ("@callcenter/popup"); one that did not run fails
    :param tell: a function of one text, called at once with each thing that makes the
        run fail
    """

    def __init__(
        self,
        expect_tours=False,
        expect_files=(),
        expect_suites=(),
        tell=lambda text: None,
    ):
        self.expect_tours = expect_tours
        self.expect_files = expect_files
        self.expect_suites = expect_suites
        self.tell = tell
        self.started = []
        self.failed_tests = set()
        self.skipped = {}
        self.problems = []
        self.total = None
        self.tours = 0
        self.suites = set()
        self.hoot_passed = 0
        self.hoot_failed = 0

    def take(self, record):
        """Take one `logs.Record` into account."""
        if DEMO_FAILED in record.message:
            self._problem("the demo data did not load", record.text)
            return
        for pattern, read in self._READERS:
            match = pattern.search(record.message)
            if match:
                read(self, match, record)
                return
        if self._is_serious(record):
            self._problem(f"{record.level} in Odoo's log", record.text)

    def finish(self, exit_code):
        """Take Odoo's end into account, and what did not happen.

        :param exit_code: Odoo's; None when it was never started
        """
        if not self.total:
            self._problem("Odoo ended before its tests had", f"exit code {exit_code}")
            return
        if not self.started or not int(self.total["tests"]):
            self._problem("no test ran")
        if exit_code and not self.failed:
            self._problem(f"Odoo ended with code {exit_code}")
        self._find_missing()
        if (
            self.total
            and not self.failed
            and int(self.total["failed"]) + int(self.total["errors"])
        ):
            self._problem("Odoo counts failures that are not in its log")

    def _find_missing(self):
        """Tell what was there to be run and did not."""
        ran = {test.partition(":")[0] for test in self.started}
        if self.expect_tours and not self.tours:
            self._problem("there are browser tours, but none ran")
        for logger in sorted(set(self.expect_files) - ran):
            self._problem(
                f"no test of {logger.rpartition('.')[2]}.py ran: "
                "does tests/__init__.py import it?"
            )
        for suite in sorted(set(self.expect_suites) - self.suites):
            self._problem(
                f"the HOOT suite {suite} did not run: "
                "is its file in the bundle web.assets_unit_tests?"
            )

    @property
    def failed(self):
        """How many tests failed; each thing wrong with the run as a whole counts as
        one.
        """
        return len(self.failed_tests) + self.hoot_failed + len(self.problems)

    @property
    def passed(self):
        """How many Python test methods and HOOT tests passed."""
        return (
            len(set(self.started) - self.failed_tests - set(self.skipped))
            + self.hoot_passed
        )

    # ---- one kind of record each ----

    def _read_start(self, match, record):
        self.started.append(f"{record.logger}:{match['test']}")

    def _read_outcome(self, match, record):
        self.failed_tests.add(f"{record.logger}:{match['test']}")
        self.tell(record.text)

    def _read_skip(self, match, record):
        self.skipped[f"{record.logger}:{match['test']}"] = match["reason"]
        if BROWSER_REASON.search(match["reason"]):
            self._problem("a browser test was skipped", record.text)

    def _read_total(self, match, _record):
        self.total = match

    def _read_summary(self, match, record):
        """Only repeats what the tests' own records said."""

    def _read_hoot_passed(self, match, _record):
        self.hoot_passed += int(match["passed"])
        if not int(match["passed"]):
            self._problem("a HOOT run had no test in it")

    def _read_hoot_failed(self, match, _record):
        self.hoot_passed += int(match["passed"])
        self.hoot_failed += int(match["failed"])

    def _read_hoot_test_failed(self, _match, record):
        """Counted at the end of the run; here only its reason is told."""
        self.tell(record.text)

    def _read_hoot_suite(self, match, _record):
        self.suites.add(match["suite"])

    def _read_tour(self, _match, _record):
        self.tours += 1

    _READERS = (
        (STARTING, _read_start),
        (OUTCOME, _read_outcome),
        (SKIPPED, _read_skip),
        (TOTAL, _read_total),
        (SUMMARY, _read_summary),
        (HOOT_FAILED, _read_hoot_failed),
        (HOOT_PASSED, _read_hoot_passed),
        (HOOT_TEST_FAILED, _read_hoot_test_failed),
        (HOOT_SUITE, _read_hoot_suite),
        (TOUR_RAN, _read_tour),
    )

    def _is_serious(self, record):
        """Whether a record is one that a good run does not have.

        Before the first test every warning counts (that is what installing the addon
        says); then only errors, and not what a browser test says, whose failure Odoo
        reports itself.
        """
        if TEST_LOGGER.match(record.logger) and ".browser" in record.logger:
            return False
        return record.level in (SERIOUS if not self.started else SERIOUS[1:])

    def _problem(self, what, detail=""):
        self.problems.append(what)
        self.tell(f"{what}\n{detail}" if detail else what)
