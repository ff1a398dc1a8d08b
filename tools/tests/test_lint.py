"""Each check of .pre-commit-config.yaml bites: it fails on a planted defect."""

import contextlib
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from tools import lint_addon, lint_environment, lint_git
from tools.paths import ROOT

# what a checkout needs for the checks of single files
SETTINGS = (
    ".editorconfig",
    ".pre-commit-config.yaml",
    ".prettierrc.cjs",
    "eslint.config.cjs",
    "pyproject.toml",
)
OF_THE_ADDON = {"pylint-odoo", "oca-module", "oca-python"}
# these would look at, and repair, the checkout itself
NOT_HERE = [*OF_THE_ADDON, "oca-module-fix", "oca-python-fix"]
# for each hook a file, and what is wrong in it
DEFECTS = {
    "forbidden-files": ("models/call.py.rej", "left over\n"),
    "text": ("dev.sh", "echo \n"),
    "merge-conflict": ("docs/merged.txt", "<<<<<<< ours\na\n=======\nb\n"),
    "case-conflict": ("README.MD", "the same file on other systems\n"),
    "private-key": ("docs/key.txt", "-----BEGIN RSA " + "PRIVATE KEY-----\n"),
    "large-files": ("docs/recording.txt", "0123456789abcde\n" * 70_000),
    "json": ("docs/broken.json", '{"a": 1,}\n'),
    "yaml": ("docs/broken.yaml", "a: [1\n"),
    "toml": ("docs/broken.toml", "a = \n"),
    "xml": ("views/broken.xml", "<odoo><record></odoo>\n"),
    "ruff": ("models/call.py", "import os\n"),
    "ruff-format": ("models/leg.py", "numbers = [ 1,2 ]\n"),
    "oca-po": ("i18n/vi.po", 'msgid "Call"\nmsgstr "Cuộc gọi"\n'),
    "eslint": ("static/src/call.js", "const unused = 1;\n"),
    "prettier": ("views/call.xml", '<odoo><record   id="a" /></odoo>\n'),
    "lockfile-hosts": ("package-lock.json", '{"resolved": "http://a.example"}\n'),
}
REPAIRABLE = {
    "docs/notes.txt": "a blank, no line end ",
    "models/call.py": "import re,os\nprint_it = lambda : os.sep+re.escape( '' )\n",
    "static/src/call.js": "export let call = { id: 1 };\n",
    "views/call.xml": '<odoo><record   id="a" /></odoo>\n',
}
MANIFEST = """{
    "name": "Call Center",
    "version": "19.0.1.0.0",
    "summary": "Calls",
    "author": "Somebody",
    "category": "Productivity",
    "license": "LGPL-3",
    "data": ["views/call.xml"],
}
"""
MODEL = """
from odoo import _, models
from odoo.exceptions import UserError


class Call(models.Model):
    _name = "callcenter.call"
    _description = "Call"

    def end(self):
        raise UserError("not translated")

    def label(self):
        return _("Call")
"""
VIEW = """<?xml version="1.0" encoding="UTF-8" ?>
<odoo>
    <record id="twice" model="res.partner" />
    <record id="twice" model="res.partner" />
</odoo>
"""


# the tests of the addon should not have to wait for the linters' set-up
needs_linters = unittest.skipUnless(
    lint_environment.is_set_up(), "the linters are not set up: run ./dev lint first"
)


@needs_linters
class TestChecksOfFiles(unittest.TestCase):
    """The checks that look at one file at a time, in a repository of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lint_git.ensure()
        cls.linters = lint_environment.ensure()

    def test_each_check_finds_its_defect(self):
        with checkout(DEFECTS.values()) as folder:
            (folder / "docs/nowhere.txt").symlink_to("not-there.txt")
            (folder / "program").write_text("no shebang\n", encoding="utf-8")
            (folder / "program").chmod(0o755)
            failed = self.failing_hooks(folder)
        self.assertEqual(failed, {*DEFECTS, "symlinks", "shebang"})

    def test_each_check_has_a_defect_here(self):
        text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
        hooks = set(re.findall(r"- id: ([\w-]+)", text))
        checks = {hook for hook in hooks if not hook.endswith("-fix")}
        self.assertEqual(checks, {*DEFECTS, *OF_THE_ADDON, "symlinks", "shebang"})

    def test_fix_repairs(self):
        with checkout(REPAIRABLE.items()) as folder:
            self.failing_hooks(folder, "--hook-stage=manual")
            self.assertEqual(self.failing_hooks(folder), {"ruff"})
            repaired = (folder / "models/call.py").read_text(encoding="utf-8")
        self.assertIn("import os\nimport re\n", repaired)

    def failing_hooks(self, folder, *options):
        """Run the checks over a folder and return the names of those that fail."""
        listed = ["git", "ls-files", "-z", "--others"]
        names = subprocess.check_output(listed, cwd=folder, env=own_git(), text=True)
        done = subprocess.run(
            ["pre-commit", "run", *options, "--files", *names.split("\0")[:-1]],
            cwd=folder,
            env={
                **own_git(lint_environment.variables_for(self.linters)),
                "SKIP": ",".join(NOT_HERE),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return set(re.findall(r"^- hook id: (\S+)", done.stdout, re.MULTILINE))


@needs_linters
class TestChecksOfTheAddon(unittest.TestCase):
    """The checks that look at the addon as a whole."""

    def setUp(self):
        super().setUp()
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.addon = Path(holder.name) / "callcenter"
        (Path(holder.name) / ".git").mkdir()
        write(
            self.addon,
            [
                ("__init__.py", "from . import models\n"),
                ("__manifest__.py", MANIFEST),
                ("README.md", "# Call Center\n"),
                ("models/__init__.py", "from . import call\n"),
                ("models/call.py", MODEL),
                ("views/call.xml", VIEW),
            ],
        )

    def test_pylint_odoo(self):
        said = self.look("pylint")
        self.assertIn("translation-required", said)
        self.assertNotIn("__manifest__", said)

    def test_pylint_odoo_reads_the_manifest(self):
        (self.addon / "views/call.xml").unlink()
        self.assertIn("resource-not-exist", self.look("pylint"))

    def test_oca_module(self):
        said = self.look("oca-checks-odoo-module")
        self.assertIn("views/call.xml:3: xml-duplicate-record-id", said)

    def test_oca_python(self):
        said = self.look("oca-checks-odoo-module-fixit")
        self.assertIn("prefer-env-translation", said)

    def look(self, tool):
        """Run a linter, which has to find something, and return what it said."""
        code, said = lint_addon.look_at(self.addon, tool, [])
        self.assertNotEqual(code, 0, said)
        return lint_addon.as_of_checkout(said, self.addon.parent)


@contextlib.contextmanager
def checkout(files):
    """A repository with the project's settings and some files, for a `with` block."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["git", "init", "--quiet", folder], env=own_git(), check=True)
        for setting in SETTINGS:
            (folder / setting).symlink_to(ROOT / setting)
        (folder / "tools").symlink_to(ROOT / "tools")
        write(folder, [("README.md", "# Notes\n"), *files])
        yield folder


def own_git(variables=os.environ):
    """The environment without the repository that the checkout may be given."""
    names = ("GIT_DIR", "GIT_WORK_TREE")
    return {name: value for name, value in variables.items() if name not in names}


def write(folder, files):
    """Write (name, text) pairs below a folder."""
    for name, text in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
