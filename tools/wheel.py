"""The wheel: built from a copy that is named otherwise, looked through, installed by pip
and from there into a fresh Odoo.
"""

import os
import shutil
import zipfile

from . import addons, bootstrap, instance, lifecycle, processes, template
from .console import Stop, complain, step
from .paths import ADDON, DEV, ROOT

FOLDER = DEV / "wheel"
INSIDE = f"odoo/addons/{ADDON}/"
# what only serves development
UNWANTED = ("tests", "tools", "benchmarks", "docs", "scenarios", "dev", "node_modules")
MOST_BYTES = 3_000_000


def run():
    """Build, look, install; returns (passed, failed), as one test."""
    tools = bootstrap.ensure()
    with step("Wheel, installed by pip into a fresh Odoo"):
        wheel = build(tools)
        problems = look(wheel)
        site = install(tools, wheel)
        problems += use(tools, site)
    for problem in problems:
        complain(problem)
    return (0, 1) if problems else (1, 0)


def build(tools):
    """Return the wheel's path, built from what the addon's folder holds."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    source = FOLDER / ADDON
    source.mkdir(parents=True)
    entries = {**addons.addon_entries(), **{n: ROOT / n for n in ("tools", "dev")}}
    for name, path in entries.items():
        copy = shutil.copytree if path.is_dir() else shutil.copy2
        copy(path, source / name)
    pip(tools, "build the wheel", "wheel", "--no-deps", "--wheel-dir", FOLDER, source)
    wheels = list(FOLDER.glob("*.whl"))
    if len(wheels) != 1:
        raise Stop(f"One wheel was expected in {FOLDER}, not {len(wheels)}.")
    return wheels[0]


def look(wheel):
    """Return what is in the wheel that should not be, or is too large."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
    return [
        f"the wheel has {name}"
        for name in names
        if not name.startswith(INSIDE)
        or set(name.removeprefix(INSIDE).split("/")) & {*UNWANTED, "__pycache__"}
    ] + [f"the wheel is large: {wheel.stat().st_size} bytes"] * (
        wheel.stat().st_size > MOST_BYTES
    )


def install(tools, wheel):
    """Install the wheel into a folder of its own; returns the folder."""
    site = FOLDER / "site"
    pip(tools, "install the wheel", "install", "--no-deps", "--target", site, wheel)
    return site


def pip(tools, what, *arguments):
    """Run pip for the environment that Odoo runs in."""
    command, variables = bootstrap.pip_command(tools.python)
    processes.run_leashed(
        [*command, *arguments, "--quiet", "--no-input"],
        what,
        env={**os.environ, **variables},
    )


class Installed(instance.Instance):
    """An instance that has the addon by pip, and no folder of addons besides.

    :param site: the folder that pip installed into
    """

    site = None

    def environment(self, port=None, database=instance.DATABASE):
        """See `Instance`."""
        variables = super().environment(port, database)
        del variables["ODOO_ADDONS_PATH"]
        path = os.pathsep.join((variables["PYTHONPATH"], str(self.site)))
        return {**variables, "PYTHONPATH": path}


def use(tools, site):
    """Install the addon with demo data into a new database; returns what Odoo logs of
    warnings and errors.
    """
    claimed = instance.claim("wheel-odoo", tools, careful=False)
    template.provide(claimed, anew=True)
    place = Installed(claimed.name, tools, False, claimed._lock)
    place.site = site
    database = instance.scratch_database(place)
    command = ("-i", ADDON, "--with-demo", "--stop-after-init", "--no-http")
    with place.server.in_use():
        try:
            problems = lifecycle.read_problems(place, database, "install", command, "")
            if not place.has_table("callcenter_call", database):
                problems.append("Odoo did not find the addon that pip installed")
        finally:
            instance.drop_scratch(place, database)
    return problems


if __name__ == "__main__":
    print("%d passed, %d failed" % run())
