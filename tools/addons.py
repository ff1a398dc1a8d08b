"""The view of the addon that Odoo gets to see: `.dev/addons/callcenter/`, a real folder
of links.

A link to the checkout itself would make Odoo's translation export descend into `.dev`
for ever.
"""

import hashlib
import os
from pathlib import Path

from .paths import ADDON, ADDONS_VIEW, ROOT

NOT_ADDON = {"node_modules", "tools", "benchmarks", "dev", "__pycache__"}


def addon_entries():
    """The top-level entries of the checkout that belong to the addon."""
    return {
        entry.name: entry
        for entry in ROOT.iterdir()
        if entry.name not in NOT_ADDON and entry.name[0] != "."
    }


def build_view():
    """Make the view show what is there now; safe while another `./dev` does the same or
    an Odoo reads it.

    :return: the folder for Odoo's addons path
    """
    view = ADDONS_VIEW / ADDON
    view.mkdir(parents=True, exist_ok=True)
    entries = addon_entries()
    for name, target in entries.items():
        link(view / name, target)
    for stale in view.iterdir():
        if stale.name not in entries and stale.is_symlink():
            stale.unlink(missing_ok=True)
    return ADDONS_VIEW


def link(path, target):
    """Have a relative link at `path`, replacing another one in a single move."""
    wanted = os.path.relpath(target, path.parent)
    if path.is_symlink() and os.readlink(path) == wanted:
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(wanted)
    fresh.replace(path)


def fingerprint():
    """A hash over the addon's files, to tell whether it changed since a database was
    last updated.
    """
    total = hashlib.sha256()
    for name, top in sorted(addon_entries().items()):
        if name in ("tests", "docs"):
            continue
        for path in sorted([top] if top.is_file() else files_below(top)):
            total.update(f"{path.relative_to(ROOT)}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def files_below(folder):
    """The files in a folder that can change what a database holds."""
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(parent, name) for name in files)
