"""git for the checks: pre-commit asks it which files there are.

A machine without git gets Debian's unpacked, and a copy of the checkout that is no
clone (or lies inside another repository) gets an empty repository kept in `.dev/`.
"""

import os
import shutil
from pathlib import Path

from . import bootstrap, debian, locks
from .console import Stop, step
from .paths import DEV, ROOT
from .processes import run

UNPACKED = DEV / "git"
REPOSITORY = DEV / "lint-cache" / "repository"


def ensure():
    """Make git usable in the checkout, by this process and those that it starts.

    :raise Stop: when git is missing and cannot be fetched
    """
    if not shutil.which("git"):
        with locks.locked(DEV / "setup.lock"):
            if not UNPACKED.exists():
                with step("git from Debian's archive"):
                    fetch()
        use_unpacked()
    if not is_clone():
        os.environ.update(GIT_DIR=str(REPOSITORY), GIT_WORK_TREE=str(ROOT))
        REPOSITORY.mkdir(parents=True, exist_ok=True)
        git("init", "--quiet")


def fetch():
    """Unpack Debian's git into `.dev/git`."""
    building = bootstrap.fresh_folder("git")
    apt = debian.PrivateApt(building / "apt")
    apt.prepare()
    debian.unpack(apt.download(f"git/{apt.suite}"), building / "root")
    (building / "root" / "usr").rename(UNPACKED)
    shutil.rmtree(building)


def use_unpacked():
    """Let programs find the git in `.dev/git`, and it its own parts."""
    os.environ.update(
        PATH=os.pathsep.join((str(UNPACKED / "bin"), os.environ["PATH"])),
        GIT_EXEC_PATH=str(UNPACKED / "lib" / "git-core"),
        GIT_TEMPLATE_DIR=str(UNPACKED / "share" / "git-core" / "templates"),
    )


def is_clone():
    """Whether the checkout is the top folder of a repository that git will read."""
    try:
        top = git("rev-parse", "--show-toplevel")
    except Stop:
        return False
    return "GIT_DIR" not in os.environ and Path(top.strip()).resolve() == ROOT


def files():
    """The files that git tracks or would add, without those deleted meanwhile.

    :return: their names, relative to the checkout
    """
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = dict.fromkeys(listed.split("\0")[:-1])
    return [name for name in names if os.path.lexists(ROOT / name)]


def git(*arguments):
    """Run git in the checkout and return what it printed."""
    return run(["git", *arguments], f"run git {arguments[0]}", cwd=ROOT)
