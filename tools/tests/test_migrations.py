"""What upgraded somebody's data once stays as it was: a new version has a new folder."""

import ast
import hashlib
import unittest

from tools.paths import ROOT

MIGRATIONS = ROOT / "migrations"
# of versions that were handed out; never changed
RELEASED = {
    "19.0.1.1.0": "16d1261abc7c3ceb",
    "19.0.1.2.0": "c52d27e00c7678e9",
    "19.0.2.0.0": "f222e5a538b302ec",
}


def digest(folder):
    """A short hash of all files of a version."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


def version_of(name):
    return tuple(int(part) for part in name.split("."))


class TestMigrations(unittest.TestCase):
    def test_released_ones_are_never_changed(self):
        for version, wanted in RELEASED.items():
            with self.subTest(version):
                self.assertEqual(digest(MIGRATIONS / version), wanted)

    def test_none_is_of_a_version_to_come(self):
        manifest = ast.literal_eval((ROOT / "__manifest__.py").read_text("utf-8"))
        present = version_of(manifest["version"])
        for folder in MIGRATIONS.iterdir():
            if folder.is_dir() and folder.name != "__pycache__":
                self.assertLessEqual(version_of(folder.name), present, folder.name)

    def test_the_changelog_has_each_version(self):
        text = (ROOT / "CHANGELOG.md").read_text("utf-8")
        for folder in MIGRATIONS.iterdir():
            if folder.is_dir() and folder.name != "__pycache__":
                self.assertIn(f"## {folder.name}", text)
