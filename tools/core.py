"""`./dev core`: Odoo's own tests with the addon and without, compared."""

import argparse
from dataclasses import dataclass

from . import bootstrap, instance, logs, processes, template
from .console import Stop, say, step
from .paths import ADDON
from .testing import TestProgress
from .verdict import Verdict

BASE_TESTS = "/odoo/addons/base/tests"
TAGS = ",".join(
    [
        *("/hr", "/mail", "/bus", "/contacts", "/crm"),
        *(
            f"{BASE_TESTS}/test_{name}.py"
            for name in (
                "res_partner",
                "res_partner_merge",
                "res_users",
                "user_has_group",
                "res_company",
                "uninstall",
            )
        ),
        # a browser tells little of models, and takes most of the time
        *("-is_tour", "-hoot", "-post_install_l10n"),
    ]
)
OTHER_MODULES = ("crm",)
DESCRIPTION = """Run Odoo's own tests of what the addon extends (contacts, their merge,
users, companies, employees, Discuss, the bus, CRM) on a database with the addon and on
one without, and compare what fails. Both are installed first and then updated whole, so
that tests which Odoo runs while it loads find the addon's columns in the database before
the addon itself is loaded: where an update of another module would break on them."""


@dataclass(frozen=True)
class Outcome:
    """What one run came to: how many tests ran, and the names of those that failed."""

    ran: int
    failed: frozenset

    @classmethod
    def of(cls, verdict):
        """Return what a `Verdict` has read of Odoo's log."""
        return cls(len(set(verdict.started)), frozenset(verdict.failed_tests))


def main(arguments):
    """Run both and compare; returns 0 where the addon makes no test fail."""
    options = parse(arguments)
    tools = bootstrap.ensure()
    outcomes = {}
    for name, modules in (
        ("without", OTHER_MODULES),
        ("with", (*OTHER_MODULES, ADDON)),
    ):
        place = instance.claim("core", tools, careful=False)
        with step(f"Odoo's tests {name} the addon"):
            outcomes[name] = run_core(place, modules, options.tags)
        say(f"{name}: {outcomes[name].ran} ran, {len(outcomes[name].failed)} failed")
        say(f"Odoo's log: {place.log}")
    return tell(compare(outcomes["without"], outcomes["with"]))


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./dev core", description=DESCRIPTION)
    parser.add_argument(
        "--tags",
        default=TAGS,
        help="what to run, in Odoo's words (default: %(default)s)",
    )
    return parser.parse_args(arguments)


def run_core(place, modules, tags):
    """Install the modules on a fresh database, update all, and return the `Outcome`."""
    template.provide(place, anew=True)
    database = instance.scratch_database(place)
    verdict = Verdict()
    with place.server.in_use():
        try:
            install = ("-i", ",".join(modules), "--with-demo", "--no-http")
            if run_odoo(place, database, [], *install):
                raise Stop(f"Odoo could not install {modules}. Its log: {place.log}")
            port = instance.Port(instance.TEST_PORTS)
            grouper = logs.Grouper(verdict.take)
            tests = ("-u", "base", "--test-tags", tags, "--http-port", port.number)
            run_odoo(place, database, [grouper, TestProgress()], *tests)
            grouper.close()
        finally:
            instance.drop_scratch(place, database)
    if not verdict.total:
        raise Stop(f"Odoo ended before its tests had. Its log: {place.log}")
    return Outcome.of(verdict)


def run_odoo(place, database, listeners, *arguments):
    """Run Odoo to its end, its log read by `listeners`; returns its exit code."""
    command = place.odoo("-d", database, "--stop-after-init", *arguments)
    child = processes.start_logged(command, env=place.environment(None, database))
    return logs.follow(child, place.log, [*listeners, logs.Progress()])


def compare(without, with_addon):
    """Return the names of tests by what the addon does to them.

    :return: dict of sorted lists: `broken` by the addon, `failing` either way, and
        `mended`, which fail only without it
    """
    return {
        "broken": sorted(with_addon.failed - without.failed),
        "failing": sorted(with_addon.failed & without.failed),
        "mended": sorted(without.failed - with_addon.failed),
    }


def tell(compared):
    """Show the comparison; returns the exit code."""
    for word, tests in compared.items():
        for test in tests:
            say(f"  {word}: {test}")
    counts = ", ".join(f"{len(tests)} {word}" for word, tests in compared.items())
    say(f"With the addon: {counts}")
    return 1 if compared["broken"] else 0
