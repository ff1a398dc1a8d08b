"""Every quality check on every file that git does not ignore.

What the checks are stands in .pre-commit-config.yaml.
"""

import argparse
import os
import subprocess
import sys

from . import lint_environment, lint_git
from .console import Stop, complain, say
from .paths import ROOT


def main(argv):
    """Run the checks.

    :param argv: the arguments after `./dev lint`
    :return: the exit code, 0 when nothing was found
    :raise Stop: when the checks cannot run
    """
    options = parse(argv)
    if options.tool:
        exec_tool(*options.tool)
    lint_git.ensure()
    lint_environment.ensure()
    if options.install:
        return install()
    return check(options.files or lint_git.files(), options.fix)


def parse(argv):
    """Read the arguments."""
    parser = argparse.ArgumentParser(prog="./dev lint", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="repair what can be")
    parser.add_argument(
        "--install", action="store_true", help="run the checks on each git commit"
    )
    parser.add_argument(
        "--tool",
        nargs=argparse.REMAINDER,
        help="run one linter, set up if need be, with arguments of your own",
    )
    parser.add_argument("files", nargs="*", help="check these files only")
    return parser.parse_args(argv)


def exec_tool(name, *arguments):
    """Become a linter."""
    folder = lint_environment.ensure()
    command = [*lint_environment.command_of(folder, name), *arguments]
    os.execve(command[0], command, lint_environment.variables_for(folder))


def install():
    """Have git run the checks on each commit."""
    if not lint_git.is_clone():
        raise Stop(f"{ROOT} is not the top folder of a git clone: nothing to commit.")
    return pre_commit("install")


def check(files, is_fixing):
    """Run the checks and say how it went.

    :param files: names relative to the current folder
    :param is_fixing: repair first what can be
    :return: the exit code, 0 when nothing was found
    """
    if is_fixing:
        pre_commit("run", "--hook-stage=manual", "--files", *files)
    code = pre_commit("run", "--files", *files)
    if code:
        complain("lint: failed. `./dev lint --fix` repairs what can be repaired.")
    else:
        say(f"lint: passed, {len(files)} files.")
    return code


def pre_commit(*arguments):
    """Run pre-commit in the checkout and return its exit code."""
    # by the lasting name: `install` writes this path into git's hook
    folder = lint_environment.CURRENT
    python = folder / "bin" / "python"
    return subprocess.run(
        [python, "-m", "pre_commit", *arguments],
        cwd=ROOT,
        env=lint_environment.variables_for(folder),
        check=False,
    ).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        complain(str(stop))
        sys.exit(stop.code)
