"""Debian packages unpacked into a folder: nothing is installed, no root is needed, the
machine's apt state stays as is.
"""

import os
import re
from pathlib import Path

from .console import Stop
from .processes import run, run_leashed

ARCHIVE_KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
UNSTABLE = "sid"


class PrivateApt:
    """An apt with lists, cache and sources of its own in one folder.

    :param folder: where it keeps them
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.suite = machine_suite()

    def prepare(self):
        """Read the package lists of the machine's own suite and of unstable."""
        mirrors = machine_mirrors(self.suite)
        if not mirrors or not ARCHIVE_KEYS.exists():
            raise Stop(
                "This machine's apt knows no Debian mirror, so Odoo cannot be fetched "
                "from there. Name an Odoo 19 source tree instead: "
                "CALLCENTER_ODOO=/path/to/odoo ./dev …"
            )
        for last, mirror in ((mirror == mirrors[-1], mirror) for mirror in mirrors):
            try:
                self._update(mirror)
                return
            except Stop:
                if last:
                    raise

    def _update(self, mirror):
        for part in ("lists/partial", "cache/archives/partial", "deb"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        (self.folder / "sources.list").write_text(
            "".join(
                f"deb [signed-by={ARCHIVE_KEYS}] {mirror} {suite} main\n"
                for suite in dict.fromkeys((self.suite, UNSTABLE))
            )
        )
        run_leashed(
            [*self._apt_get(), "update"], f"read Debian's package lists from {mirror}"
        )

    def download(self, *packages):
        """Download packages, from the machine's own suite where it has them, else from
        unstable.

        :return: the paths of the .deb files
        """
        folder = self.folder / "deb"
        before = set(folder.iterdir())
        run_leashed(
            [*self._apt_get(), "--target-release", self.suite, "download", *packages],
            f"download {' '.join(packages)}",
            cwd=folder,
        )
        return sorted(set(folder.iterdir()) - before)

    def _apt_get(self):
        folder = self.folder
        return [
            "apt-get", "-q",
            "-o", f"Dir::State::lists={folder}/lists",
            "-o", f"Dir::Cache={folder}/cache",
            "-o", f"Dir::Etc::sourcelist={folder}/sources.list",
            "-o", "Dir::Etc::sourceparts=/dev/null",
            "-o", "Dir::Etc::preferencesparts=/dev/null",
            "-o", "Acquire::Languages=none",
            "-o", "Acquire::Retries=3",
            "-o", "APT::Sandbox::User=root",
            "-o", "APT::Update::Error-Mode=any",
        ]  # fmt: skip


def unpack(packages, root):
    """Unpack .deb files into a folder."""
    root.mkdir(parents=True, exist_ok=True)
    for package in packages:
        run(["dpkg", "-x", package, root], f"unpack {package.name}")


def machine_suite():
    """The code name of the Debian release this machine runs."""
    release = Path("/etc/os-release").read_text(encoding="utf-8")
    found = re.search(r'^VERSION_CODENAME="?([a-z-]+)"?$', release, re.MULTILINE)
    return found[1] if found else UNSTABLE


def machine_mirrors(suite):
    """The archives that this machine's apt is set up with and that carry `suite`,
    Debian's own first.

    Read from what apt would fetch, so it works before the machine has ever fetched a
    list.
    """
    printed = run(
        ["apt-get", "-o", f"Dir::State::lists={os.devnull}", "update", "--print-uris"],
        "ask apt for its mirrors",
    )
    suites_of = {}
    for archive, found in re.findall(
        r"^'([^' ]+?)/dists/([^/' ]+)/InRelease'", printed, re.MULTILINE
    ):
        suites_of.setdefault(archive, set()).add(found)
    carrying = [archive for archive, suites in suites_of.items() if suite in suites]
    # only Debian's own archive has the "-updates" suite as well
    return sorted(
        carrying, key=lambda archive: f"{suite}-updates" not in suites_of[archive]
    )
