"""`./dev test`: every test, on a fresh database."""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys

from . import (
    bootstrap,
    contention,
    instance,
    lifecycle,
    lint_environment,
    logs,
    nginx,
    processes,
    template,
    two_workers,
    wheel,
)
from .console import Stop, complain, say, step
from .paths import ADDON, DEV, ROOT
from .trial import HOST, trial
from .verdict import Verdict

# the addon shows and finds what these hold; tests of that are tagged so
OTHER_APPS, OTHER_APPS_TAG = "crm,sale_management", "other_apps"
PURE = ROOT / "tests" / "pure"
DESCRIPTION = """Run every test on a fresh database with demo data: the addon's Python,
HTTP and browser tests, those of them that other apps have a part in once more beside
these, the tests of the tools, installing, uninstalling and installing again, the wheel
in an Odoo of its own, the example for nginx, events at the same moment on a server with
two workers, and several browsers at once. The last line says `N passed, N failed`."""
# what the addon's results depend on, as Debian 12 has it
DEBIAN = ("phonenumbers==8.12.57", "pytz==2022.7.1", "python-dateutil==2.8.2")


def main(arguments):
    """Run tests; returns 0 when all passed."""
    options = parse(arguments)
    is_whole = not options.tags and not options.k
    runs = [lambda: run_odoo_tests(options)]
    if options.fast:
        runs = [run_tool_tests, lambda: run_pure_tests(options)]
        is_whole = False
    if is_whole:
        runs = [
            run_tool_tests,
            lambda: run_pure_tests(options),
            *runs,
            run_contention,
        ]
    if is_whole and not options.extra:
        runs.insert(3, lambda: run_odoo_tests(beside_other_apps(options)))
    if is_whole:
        runs += [lifecycle.run, wheel.run, nginx.run]
    if is_whole and not options.no_browser:
        runs.append(run_together)
    passed = failed = 0
    try:
        for run in runs:
            more_passed, more_failed = run()
            passed, failed = passed + more_passed, failed + more_failed
    except Stop as stop:
        complain(str(stop))
        failed += 1
    say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./dev test", description=DESCRIPTION)
    parser.add_argument(
        "--tags", help=f"what to run, in Odoo's words (default: /{ADDON})"
    )
    parser.add_argument(
        "-k", metavar="TEXT", help="only tests with TEXT in Class.method"
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="leave out what needs a browser"
    )
    parser.add_argument(
        "--with",
        dest="extra",
        default="",
        metavar="MODULE,…",
        help="install these modules as well",
    )
    parser.add_argument(
        "--fast",
        action="store_true",
        help="only what needs neither Odoo nor a database: seconds",
    )
    parser.add_argument(
        "--debian",
        action="store_true",
        help=f"with Debian 12's versions of libraries: {', '.join(DEBIAN)}",
    )
    options = parser.parse_args(arguments)
    if options.tags and options.k:
        parser.error("--tags and -k say the same thing in two ways: use one")
    return options


# ---- the tools' own tests ----


def run_tool_tests():
    """Run tools/tests; returns (passed, failed)."""
    discover = ["unittest", "discover", "-s", "tools/tests", "-t", "."]
    with step("Tests of the tools"):
        done = subprocess.run(
            [sys.executable, "-m", *discover],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    passed, failed = read_unittest(done.stdout)
    if done.returncode and not failed:
        failed = 1
    if failed:
        complain(done.stdout)
    return passed, failed


def read_unittest(output):
    """(passed, failed) out of unittest's last lines; a skipped test is neither."""
    ran = re.search(r"^Ran (\d+) tests?", output, re.MULTILINE)
    if not ran:
        return 0, 0
    counts = dict(re.findall(r"(\w+)=(\d+)", output[ran.end() :]))
    failed = int(counts.get("failures", 0)) + int(counts.get("errors", 0))
    return max(0, int(ran[1]) - failed - int(counts.get("skipped", 0))), failed


# ---- the packages that need no Odoo ----


def run_pure_tests(options):
    """Run tests/pure by pytest; returns (passed, failed)."""
    own = [str(debian_libraries())] if options.debian else []
    with step("Tests of the pure packages"):
        done = subprocess.run(
            [bootstrap.ensure().python, "-m", "pytest", "-q", PURE],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(own)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    passed, failed = read_pytest(done.stdout)
    if done.returncode and not failed:
        failed = 1
    if failed:
        complain(done.stdout)
    return passed, failed


def read_pytest(output):
    """(passed, failed) out of pytest's last line; a skipped test is neither."""
    last = output.rstrip().rpartition("\n")[2]
    counts = {word: int(count) for count, word in re.findall(r"(\d+) (\w+)", last)}
    failed = counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
    return counts.get("passed", 0), failed


# ---- the addon's tests ----


def beside_other_apps(options):
    """The same options for the tests in which other apps have a part."""
    return argparse.Namespace(
        **{**vars(options), "extra": OTHER_APPS, "tags": OTHER_APPS_TAG}
    )


def run_odoo_tests(options):
    """Install the addon into a copy of the template and run its tests; returns (passed,
    failed).
    """
    tools = bootstrap.ensure()
    whole = not options.tags and not options.k
    browser = not options.no_browser
    if browser and (has_tours() or hoot_suites()):
        ensure_browser()
    ensure_php()
    verdict = Verdict(
        expect_tours=whole and browser and has_tours(),
        expect_files=test_files() if whole and browser else (),
        expect_suites=hoot_suites() if whole and browser else (),
        tell=tell,
    )
    variables = axe() if browser else {}
    if options.debian:
        paths = (str(debian_libraries()), str(tools.source))
        variables = {**variables, "PYTHONPATH": os.pathsep.join(paths)}
    place = instance.claim("test", tools, careful=False)
    with step("Fresh database"):
        template.provide(
            place, anew=True, for_tests=browser and (has_tours() or hoot_suites())
        )
    with step("Odoo's tests"):
        code = run_odoo(place, options, verdict, variables)
    verdict.finish(code)
    for test, reason in verdict.skipped.items():
        say(f"skipped {test.rpartition(':')[2]}: {reason}")
    if verdict.failed:
        say(f"Odoo's whole log: {place.log}")
    return verdict.passed, verdict.failed


def run_odoo(place, options, verdict, variables):
    """Let Odoo install the addon and run the tests; returns its exit code.

    :param variables: further ones of its environment
    """
    port = instance.Port(instance.TEST_PORTS)
    database = instance.scratch_database(place)
    modules = ",".join(filter(None, [ADDON, options.extra]))
    command = place.odoo(
        "-d", database, "-i", modules, "--with-demo", "--stop-after-init",
        "--test-tags", tags(options), "--http-port", port.number,
        "--screenshots", place.folder / "screenshots",
    )  # fmt: skip
    shutil.rmtree(place.folder / "screenshots", ignore_errors=True)
    grouper = logs.Grouper(verdict.take)
    with place.server.in_use():
        try:
            child = processes.start_logged(
                command, env={**place.environment(port.number, database), **variables}
            )
            code = logs.follow(
                child, place.log, [grouper, logs.Progress(), TestProgress()]
            )
        finally:
            instance.drop_scratch(place, database)
    grouper.close()
    return code


def tags(options):
    """Odoo's `--test-tags` for what was asked."""
    if options.k:
        found = [name for name in test_names() if options.k in name]
        if not found:
            raise Stop(f"No test of the addon has {options.k!r} in its Class.method.")
        chosen = ",".join(f"/{ADDON}:{name}" for name in found)
    else:
        chosen = options.tags or f"/{ADDON}"
    return chosen + (",-is_tour,-hoot" if options.no_browser else "")


def test_names():
    """`Class.method` of every test of the addon."""
    for path in odoo_test_files():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                for method in node.body:
                    if isinstance(method, ast.FunctionDef) and method.name.startswith(
                        "test_"
                    ):
                        yield f"{node.name}.{method.name}"


def has_tours():
    """Whether the addon has tests that drive a browser tour."""
    return any(
        "start_tour(" in path.read_text(encoding="utf-8") for path in odoo_test_files()
    )


def odoo_test_files():
    """The addon's test files that Odoo runs; pytest runs those in tests/pure."""
    files = (ROOT / "tests").rglob("test_*.py")
    return sorted(path for path in files if PURE not in path.parents)


def test_files():
    """The loggers of the addon's test files."""
    names = [path.relative_to(ROOT).with_suffix("").parts for path in odoo_test_files()]
    return [".".join(["odoo.addons", ADDON, *parts]) for parts in names]


def hoot_suites():
    """The names of the addon's JavaScript unit test suites, one a file."""
    folder = ROOT / "static" / "tests"
    return [
        f"@{ADDON}/{path.relative_to(folder)}".removesuffix(".test.js")
        for path in folder.rglob("*.test.js")
    ]


def tell(text):
    """Show something that makes the run fail, in full."""
    complain(f"\n✗ {text}\n")


class TestProgress:
    """A listener that tells how many tests have started."""

    EVERY = 50

    def __init__(self):
        self.count = 0

    def __call__(self, line):
        if ": Starting " in line and line.rstrip().endswith("..."):
            self.count += 1
            if self.count % self.EVERY == 0:
                say(f"    {self.count} tests")


# ---- a running server ----


def run_contention():
    """Post events at the same moment to a server with two workers, which no test's
    cursor can take, and try what these have in common; returns (passed, failed), each
    the whole as one test.
    """
    with trial("contention") as run:
        # the histories are told by an exchange with one end for the whole call
        run.query("UPDATE callcenter_pbx SET end_scope = 'call'")
        run.start(workers=2)
        with step("Events at the same moment"):
            url = f"http://{HOST}:{run.port}"
            arguments = ["--url", url, "--token", run.token, "--rounds", "1"]
            code = contention.main(arguments)
        wrong = two_workers.check(run)
        return sum((code == 0, not wrong)), sum((code != 0, bool(wrong)))


def run_together():
    """Let several browsers at once use a running server; returns (passed, failed)."""
    python = bootstrap.ensure().python
    done = subprocess.run(
        [str(python), "-m", "tools.together"],
        cwd=ROOT,
        env={**os.environ, **axe()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    say(done.stdout.rstrip())
    found = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.MULTILINE)
    return (int(found[1]), int(found[2])) if found else (0, 1)


def axe():
    """The environment's variable that says where axe-core is; installs it."""
    folder = lint_environment.ensure() / "node_modules" / "axe-core"
    return {"CALLCENTER_AXE": str(folder / "axe.min.js")}


# ---- what tests need of the machine ----


def debian_libraries():
    """The folder with the libraries of DEBIAN, which is made where it is missing."""
    python = bootstrap.ensure().python
    folder = DEV / f"debian-{bootstrap.digest(str(python), *DEBIAN)}"
    if not folder.exists():
        building = bootstrap.fresh_folder("debian")
        command, variables = bootstrap.pip_command(python)
        install = ["install", "--quiet", "--no-input", "--no-deps", "--target"]
        processes.run(
            [*command, *install, building, *DEBIAN],
            "install Debian's versions of libraries",
            env={**os.environ, **variables},
        )
        building.rename(folder)
    return folder


def ensure_browser():
    """Install Chromium where it is missing and may be installed; else stop, saying what
    to do.
    """
    if instance.browser_program():
        return
    if os.geteuid() != 0:
        raise Stop(
            "Browser tests need Chromium. Install it once "
            "(`sudo apt-get install chromium`) or use --no-browser."
        )
    with step("Chromium from Debian's archive"):
        install_package("chromium")


def ensure_php():
    """Install PHP where it is missing and may be installed; else the tests of the PHP
    example are skipped, and say what to do.
    """
    if shutil.which("php") or os.geteuid() != 0:
        return
    with step("PHP from Debian's archive"):
        install_package("php-cli")


def install_package(name):
    """Install a Debian package."""
    arguments = ("install", f"install {name}", "--no-install-recommends", name)
    try:
        run_apt_get(*arguments)
    except Stop:  # the package lists are old or were never read
        run_apt_get("update", "read the package lists")
        run_apt_get(*arguments)


def run_apt_get(command, what, *arguments):
    """Run apt-get to its end, also where we are killed: half an installation would
    leave the machine's package system broken.
    """
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", command, "-y", "-q", *arguments]
    processes.run(command, what, env=quiet, death_signal=None)
