"""The linters that look at the addon as a whole.

They get a copy of it in a folder called `callcenter`: they take the addon's name from
its folder and follow links to the checkout, which may be called anything, and OCA's
never look into the top folder of a repository, which the addon is here.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import addons, lint_environment
from .console import Stop, complain
from .paths import ADDON, ROOT

# how each is told what to look at, from within the copy
TARGETS = {
    "pylint": [f"--rcfile={ROOT / 'pyproject.toml'}", "."],
    "oca-checks-odoo-module": ["__manifest__.py"],
    "oca-checks-odoo-module-fixit": ["."],
}
COLORS = re.compile(r"\x1b\[[0-9;]*m")
# the beginning of a path that OCA's checks name
IN_COPY = re.compile(rf"^{ADDON}/", re.MULTILINE)


def main(argv):
    """Run one linter over the addon.

    :param argv: its name and options; with --fix among them, the files to repair
    :return: its exit code, 0 when it found nothing; 0 too after a repair, since what
        could not be repaired is told by the check that follows
    """
    tool, *rest = argv
    options = [word for word in rest if word.startswith("-")]
    files = [word for word in rest if not word.startswith("-")]
    with tempfile.TemporaryDirectory(prefix="lint-") as folder:
        copy = copy_addon(Path(folder))
        before = {name: content(copy / name) for name in files}
        code, said = look_at(copy, tool, options)
        take_back(copy, before)
    if "--fix" in options:
        return 0
    print(as_of_checkout(said, folder), end="")
    return code


def copy_addon(folder):
    """Copy the addon into a folder and return the copy."""
    copy = folder / ADDON
    copy.mkdir()
    for name, entry in addons.addon_entries().items():
        if entry.is_dir():
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(entry, copy / name, ignore=unwanted)
        else:
            shutil.copy2(entry, copy / name)
    # the mark by which OCA's checks know where a repository, and so a path, begins
    (folder / ".git").mkdir()
    return copy


def content(path):
    """What a file holds, None where there is none."""
    return path.read_bytes() if path.is_file() else None


def look_at(copy, tool, options):
    """Run a linter over the copy.

    :return: (exit code, what it said)
    """
    folder = lint_environment.ensure()
    done = subprocess.run(
        [*lint_environment.command_of(folder, tool), *options, *TARGETS[tool]],
        cwd=copy,
        env=lint_environment.variables_for(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def as_of_checkout(said, folder):
    """What a linter said of the copy in a folder, with the checkout's paths."""
    plain = COLORS.sub("", said).replace(f"{folder}/{ADDON}/", "")
    return IN_COPY.sub("", plain)


def take_back(copy, before):
    """Bring what a linter repaired in the copy into the checkout.

    :param before: {name: what it held} of the files that may be repaired
    """
    for name, former in before.items():
        repaired = content(copy / name)
        # a file that somebody saved meanwhile is left to the next time
        if repaired not in (None, former) and content(ROOT / name) == former:
            (ROOT / name).write_bytes(repaired)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        complain(str(stop))
        sys.exit(stop.code)
