"""The verdict on a test run, read from logs of real runs (tools/tests/logs) and from
small changes to them.
"""

import unittest
from pathlib import Path

from tools import logs
from tools.verdict import Verdict

LOGS = Path(__file__).parent / "logs"
TESTS = "odoo.addons.callcenter.tests"
WHOLE_RUN = {
    "expect_tours": True,
    "expect_files": [f"{TESTS}.test_x"],
    "expect_suites": ["@callcenter/x"],
}


def read(name):
    """The lines of a stored log."""
    return (LOGS / f"{name}.log").read_text(encoding="utf-8").splitlines()


def judge(lines, exit_code=0, **expectations):
    """The verdict on some log lines, and all that it told."""
    told = []
    verdict = Verdict(tell=told.append, **expectations)
    grouper = logs.Grouper(verdict.take)
    for line in lines:
        grouper(line)
    grouper.close()
    verdict.finish(exit_code)
    return verdict, "\n".join(told)


def without(lines, text):
    """The lines that do not have a text in them."""
    return [line for line in lines if text not in line]


def with_line(lines, before, level, logger, message):
    """The lines with one more log line, before the first that has `before` in it."""
    place = next(number for number, line in enumerate(lines) if before in line)
    fresh = f"2026-01-01 00:00:00,000 1 {level} callcenter {logger}: {message} "
    return [*lines[:place], fresh, *lines[place:]]


class TestGoodRun(unittest.TestCase):
    def test_counts_python_and_hoot_tests(self):
        verdict, told = judge(read("good"), **WHOLE_RUN)
        self.assertEqual((verdict.passed, verdict.failed, told), (6, 0, ""))

    def test_colours_change_nothing(self):
        lines = [
            line.replace(" INFO ", " \x1b[1;32m\x1b[1;49mINFO\x1b[0m ")
            for line in read("good")
        ]
        self.assertEqual(judge(lines, **WHOLE_RUN)[0].passed, 6)


class TestBrokenRun(unittest.TestCase):
    def setUp(self):
        self.verdict, self.told = judge(read("broken"), exit_code=1, **WHOLE_RUN)

    def test_counts(self):
        # a subtest, the tour, the HOOT test and the Python test that ran it
        self.assertEqual((self.verdict.passed, self.verdict.failed), (2, 4))

    def test_broken_tour_is_told_in_full(self):
        self.assertIn("Element (.o_never_there) has not been found.", self.told)

    def test_failed_hoot_test_is_told_with_its_reason(self):
        self.assertIn('Test "@callcenter/x/two is two" failed', self.told)
        self.assertIn("> Expected: 3", self.told)

    def test_failed_subtest_fails_its_test(self):
        self.assertIn("AssertionError: 2 != 1", self.told)
        self.assertIn(f"{TESTS}.test_x:TestPlain.test_two", self.verdict.failed_tests)

    def test_exit_code_zero_changes_nothing(self):
        self.assertEqual(judge(read("broken"), exit_code=0, **WHOLE_RUN)[0].failed, 4)


class TestDemoData(unittest.TestCase):
    def test_demo_data_that_does_not_load_fails(self):
        verdict, told = judge(read("demo"), exit_code=1)
        self.assertIn("the demo data did not load", verdict.problems)
        self.assertIn("Invalid field 'phonex' in 'res.partner'", told)

    def test_it_fails_where_no_test_notices(self):
        warning = (
            "Module callcenter demo data failed to install, installed without demo data"
        )
        lines = with_line(
            read("good"),
            "Starting TestPlain",
            "WARNING",
            "odoo.modules.loading",
            warning,
        )
        self.assertEqual(judge(lines, **WHOLE_RUN)[0].failed, 1)

    def test_demo_data_of_a_later_module_counts_too(self):
        warning = "Module crm demo data failed to install, installed without demo data"
        lines = with_line(
            read("good"),
            "Starting TestTour",
            "WARNING",
            "odoo.modules.loading",
            warning,
        )
        self.assertEqual(judge(lines, **WHOLE_RUN)[0].failed, 1)


class TestNothingRan(unittest.TestCase):
    def test_no_test_ran(self):
        verdict, _ = judge(read("none"))
        self.assertEqual(verdict.passed, 0)
        self.assertIn("no test ran", verdict.problems)

    def test_addon_that_does_not_load(self):
        verdict, told = judge(read("syntax"), exit_code=255, **WHOLE_RUN)
        self.assertEqual(verdict.passed, 0)
        self.assertGreaterEqual(verdict.failed, 1)
        self.assertIn("SyntaxError: invalid syntax", told)

    def test_odoo_that_died_at_once(self):
        verdict, _ = judge(["/bin/sh: cannot run"], exit_code=127)
        self.assertEqual((verdict.passed, verdict.failed), (0, 1))

    def test_odoo_that_died_in_the_middle(self):
        lines = read("good")
        verdict, told = judge(lines[: len(lines) // 2], exit_code=137)
        self.assertEqual(verdict.failed, 1)
        self.assertIn("137", told)

    def test_no_output_at_all(self):
        self.assertEqual(judge([], exit_code=1)[0].failed, 1)

    def test_test_file_that_is_not_imported(self):
        verdict, told = judge(
            read("good"),
            **{**WHOLE_RUN, "expect_files": [f"{TESTS}.test_x", f"{TESTS}.test_y"]},
        )
        self.assertEqual(verdict.failed, 1)
        self.assertIn("no test of test_y.py ran", told)

    def test_hoot_file_that_is_in_no_bundle(self):
        verdict, told = judge(
            read("good"),
            **{**WHOLE_RUN, "expect_suites": ["@callcenter/x", "@callcenter/popup/y"]},
        )
        self.assertEqual(verdict.failed, 1)
        self.assertIn("@callcenter/popup/y", told)

    def test_hoot_run_without_a_test(self):
        lines = [
            line.replace("[HOOT] Passed 2 tests", "[HOOT] Passed 0 tests")
            for line in read("good")
        ]
        self.assertEqual(judge(lines)[0].failed, 1)

    def test_tours_that_did_not_run(self):
        lines = without(read("good"), "odoo.startTour(")
        self.assertEqual(
            judge(lines, **WHOLE_RUN)[0].problems,
            ["there are browser tours, but none ran"],
        )


class TestSkipped(unittest.TestCase):
    def test_skipped_browser_tests_fail(self):
        verdict, told = judge(read("skipped"), **WHOLE_RUN)
        self.assertEqual(verdict.passed, 2)
        self.assertEqual(verdict.problems.count("a browser test was skipped"), 2)
        self.assertIn("Failed to detect chrome devtools port", told)

    def test_other_skips_count_as_nothing(self):
        lines = with_line(
            read("good"),
            "Starting TestPlain.test_two",
            "INFO",
            f"{TESTS}.test_x",
            "skipped TestPlain.test_one : no crm",
        )
        verdict, _ = judge(lines, **WHOLE_RUN)
        self.assertEqual((verdict.passed, verdict.failed), (5, 0))


class TestTroubleOutsideTests(unittest.TestCase):
    def judge_with(self, before, level, logger, message):
        return judge(
            with_line(read("good"), before, level, logger, message), **WHOLE_RUN
        )[0]

    def test_warning_while_installing_fails(self):
        verdict = self.judge_with(
            "Starting TestPlain", "WARNING", "odoo.registry", "field without a label"
        )
        self.assertEqual((verdict.passed, verdict.failed), (6, 1))

    def test_warning_of_a_test_is_the_tests_own_affair(self):
        self.assertEqual(
            self.judge_with(
                "Starting TestTour", "WARNING", "odoo.http", "refused"
            ).failed,
            0,
        )

    def test_error_while_testing_fails(self):
        self.assertEqual(
            self.judge_with(
                "Starting TestTour", "ERROR", "odoo.sql_db", "bad query"
            ).failed,
            1,
        )

    def test_error_in_set_up_class(self):
        verdict = self.judge_with(
            "Starting TestTour",
            "ERROR",
            f"{TESTS}.test_x",
            f"ERROR: setUpClass ({TESTS}.test_x.A)",
        )
        self.assertEqual(verdict.failed, 1)

    def test_exit_code_without_a_reason_fails(self):
        self.assertEqual(judge(read("good"), exit_code=1, **WHOLE_RUN)[0].failed, 1)

    def test_failures_that_only_odoo_counts_fail(self):
        lines = [
            line.replace("0 failed, 0 error(s) of 4", "1 failed, 0 error(s) of 4")
            for line in read("good")
        ]
        self.assertEqual(judge(lines, **WHOLE_RUN)[0].failed, 1)


if __name__ == "__main__":
    unittest.main()
