"""`./dev pins`: the pinned Python packages with the hashes of their files, and which of
them are old.

A person edits tools/requirements*.txt; what is installed is the `.lock` beside each,
written here by pip-compile, so that a package index cannot hand out another file.
"""

import argparse
import json
import os
import re

from . import bootstrap, lint_environment
from .console import Stop, say, step
from .paths import REQUIREMENTS
from .processes import run_leashed

PAIRS = (REQUIREMENTS, lint_environment.REQUIREMENTS)
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s\\;]+)", re.MULTILINE)
COMPILE = (
    "--quiet",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--allow-unsafe",
    "--no-strip-extras",
    # where files come from is the machine's business
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--no-emit-options",
)


def main(arguments):
    """Write the locks, or say which pins are old."""
    parser = argparse.ArgumentParser(
        prog="./dev pins",
        description="Write tools/requirements*.lock from the .txt beside each: takes a "
        "few minutes, for the hashes of all files are asked for.",
    )
    parser.add_argument(
        "--old", action="store_true", help="only list the pins that are not the latest"
    )
    if parser.parse_args(arguments).old:
        return tell_old()
    program = lint_environment.ensure() / "bin" / "pip-compile"
    for pins in PAIRS:
        with step(f"Hashes of {pins.name}"):
            command = [program, *COMPILE, "--output-file", lock_of(pins), pins]
            run_leashed(command, f"find the files of {pins.name}")
        if problems := differences(pins):
            raise Stop("\n".join(problems))
    return 0


def lock_of(pins):
    """The file with the hashes of a file of pins."""
    return pins.with_suffix(".lock")


def read_pins(path):
    """The pins of a file: name, as indexes compare it ▶ version."""
    found = PIN.findall(path.read_text(encoding="utf-8"))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def differences(pins):
    """What a lock has otherwise than its pins, as sentences."""
    wanted, locked = read_pins(pins), read_pins(lock_of(pins))
    return [
        f"{pins.name} pins {name} {wanted.get(name, 'not at all')}, its lock "
        f"{locked.get(name, 'not at all')}: run `./dev pins`."
        for name in sorted({*wanted, *locked})
        if wanted.get(name) != locked.get(name)
    ]


def tell_old():
    """List the pins of both files of which there are newer ones."""
    environments = (bootstrap.ensure().python, lint_environment.ensure() / "bin/python")
    for pins, python in zip(PAIRS, environments, strict=True):
        command, variables = bootstrap.pip_command(python)
        with step(f"Newer ones than in {pins.name}"):
            said = run_leashed(
                [*command, "list", "--outdated", "--format=json"],
                "ask for newer packages",
                env={**os.environ, **variables},
            )
        for one in json.loads(said[said.index("[") :]):
            say(f"{one['name']}: {one['version']}, newest {one['latest_version']}")
    return 0
