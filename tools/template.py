"""A database with Odoo's base and the addon's dependencies, made once and copied for
each instance that starts from nothing.

It is a stopped PostgreSQL data folder with Odoo's file store beside it; copying it
takes a second where installing takes half a minute.
"""

import ast
import shutil
import tempfile

from . import bootstrap, locks, logs, processes
from .console import Stop, step
from .instance import DATABASE, Instance
from .paths import DEV, ROOT

BASIC_MODULES = ("mail", "contacts", "hr", "phone_validation")
MAKE_BUNDLES = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()\n"
RECIPE = "1"  # raise it when what is installed or how changes


def provide(instance, anew=False, for_tests=False):
    """Give an instance a database with the dependencies installed, where it has none.

    :param anew: True: also where it has one, which is deleted
    :param for_tests: True: with the script and style bundles made that Odoo makes
        before browser tests
    """
    if instance.server.is_shared:
        return
    with locks.locked(instance.folder / "start.lock"):
        failed_before = instance.folder / "start-anew"
        if anew or failed_before.exists():
            instance.forget()
            failed_before.unlink(missing_ok=True)
        if (instance.folder / "pg").exists():
            return
        with locks.locked(DEV / "template.lock"):
            copy(ensure(instance.tools, for_tests), instance)


def copy(source, instance):
    """Copy a template's folders into an instance; the database last, whose presence
    says that all is there.
    """
    shutil.rmtree(instance.files, ignore_errors=True)
    for part in ("data", "pg"):
        building = instance.folder / f"{part}.copy"
        shutil.rmtree(building, ignore_errors=True)
        processes.run(
            ["cp", "-a", "--reflink=auto", source / part, building],
            "copy the template database",
        )
        building.rename(instance.folder / part)


def ensure(tools, for_tests):
    """The folder of the template, which is made where it is missing or out of date."""
    modules = dependencies()
    key = bootstrap.digest(tools.key, RECIPE, *modules)
    folder = DEV / "template"
    stamp, bundles = folder / "complete", folder / "bundles"
    if not stamp.exists() or stamp.read_text() != key:
        with step(f"Database with {', '.join(modules)}"):
            build(folder, tools, modules)
            stamp.write_text(key)
    if for_tests and not bundles.exists():
        with step("Odoo's scripts and styles for browser tests"):
            make_bundles(folder, tools)
            bundles.touch()
    return folder


def build(folder, tools, modules):
    """Install modules with demo data into a new database in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    arguments = (
        "-d",
        DATABASE,
        "-i",
        ",".join(modules),
        "--with-demo",
        "--stop-after-init",
        "--no-http",
    )
    code, lines = run_odoo(folder, tools, arguments)
    if code or any(logs.DEMO_FAILED in line for line in lines):
        shutil.rmtree(folder, ignore_errors=True)
        raise Stop(
            "Odoo could not install what the addon depends on:\n"
            + "\n".join(lines[-40:])
        )


def make_bundles(folder, tools):
    """Have Odoo make the bundles that do not depend on the addon; without this every
    test run makes them again.
    """
    code, lines = run_odoo(
        folder, tools, ("shell", "-d", DATABASE, "--no-http"), MAKE_BUNDLES
    )
    if code:
        raise Stop(
            "Odoo could not make its scripts and styles:\n" + "\n".join(lines[-40:])
        )


def run_odoo(folder, tools, arguments, script=""):
    """Run Odoo on the template; returns (exit code, lines of its log).

    :param script: what it reads from its standard input
    """
    instance = Instance(folder.name, tools, careful=False)
    lines = []
    with tempfile.TemporaryFile("w+") as stdin, instance.server.in_use():
        stdin.write(script)
        stdin.seek(0)
        child = processes.start_logged(
            instance.odoo(*arguments), env=instance.environment(), stdin=stdin
        )
        code = logs.follow(child, instance.log, [lines.append, logs.Progress()])
    return code, lines


def dependencies():
    """The modules that the addon's manifest depends on."""
    manifest = ROOT / "__manifest__.py"
    if not manifest.exists():
        return sorted(BASIC_MODULES)
    return sorted(ast.literal_eval(manifest.read_text(encoding="utf-8"))["depends"])
