"""The examples of the technician's pages, run against a real server."""

import json
import os
import re
import shutil
import subprocess
import sys
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import WireCase
from ..pages import DOCS, PAGES, read_blocks

EXAMPLES = DOCS / "examples"
PATIENCE = 60
# as the pages write it
ADDRESS = "https://odoo.example.com"


@tagged("post_install", "-at_install")
class TestExamples(WireCase):
    """The examples run against a real server."""

    def run_program(self, *command, text="", url=None, token=None):
        """Run a program in docs/examples, with this server's address and token.

        :param str text: its standard input
        :param url: another address, and with ``token`` another token
        :return: the ended process, its output as text
        """
        self.env.flush_all()
        self.env.cr.clear()
        with self.allow_requests(all_requests=True):
            done = subprocess.run(  # noqa: S603
                command,
                cwd=EXAMPLES,
                env={
                    "PATH": os.environ.get("PATH", os.defpath),
                    "LANG": "C.UTF-8",
                    "PYTHONDONTWRITEBYTECODE": "1",
                    "CALLCENTER_URL": url or self.base_url(),
                    "CALLCENTER_TOKEN": token or self.token,
                    "URL": f"{self.base_url()}/api/callcenter",
                    "TOKEN": self.token,
                },
                input=text,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
        self.env.invalidate_all()
        return done

    def find(self, program, package):
        """Return the command of a program, or skip the test and say how to get it."""
        found = shutil.which(program)
        if not found:
            self.skipTest(
                f"{program} is missing: apt-get install {package}, then run this again"
            )
        return found

    def python(self, *arguments, **options):
        return self.run_program(sys.executable, *arguments, **options)

    def php(self, *arguments, **options):
        return self.run_program(self.find("php", "php-cli"), *arguments, **options)

    def here(self, block):
        """Return a page's block with this server's address and token in it."""
        block = block.replace(ADDRESS, self.base_url())
        return re.sub(r"([\"'])TOKEN\1", lambda _match: repr(self.token), block)

    # -- the clients ----------------------------------------------------------------

    def test_python_client(self):
        self.check_client(self.python, "callcenter.py")

    def test_php_client(self):
        self.check_client(self.php, "callcenter.php")

    def check_client(self, run, program):
        """Send a call's events with a client, then what is refused."""
        for arguments in (
            "call_in callid=1 phone=0989464999 extension=101",
            "call_in callid=1 extension=101 event=ANSWER",
            "call_end callid=1 extension=101 status=ANSWERED duration=42 billsec=33",
            "call_info callid=1 recordingfile=1=a.wav",
        ):
            done = run(program, *arguments.split())
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertEqual(json.loads(done.stdout)["customer"]["name"], "Đỗ Thuý An")
        self.assertRecordValues(
            self.call("1"),
            [
                {
                    "state": "ended",
                    "disposition": "answered",
                    "talk_duration": 33,
                    "recording_url": "1=a.wav",
                    "user_id": self.lan.id,
                }
            ],
        )
        self.check_refusals(run, program)
        self.check_second_try(run, program)

    def check_refusals(self, run, program):
        warned = run(program, "init", "callid=2", "extension=999")
        self.assertEqual(warned.returncode, 0)
        self.assertIn("Extension 999 is not mapped", warned.stderr)
        for arguments, options, code in (
            (["call_in", "callid=3"], {"token": "wrong"}, "unauthorized"),
            (["call_in", "phone=0989464999"], {}, "missing_callid"),
            (["call_info", "callid=nobody-knows"], {}, "unknown_call"),
            (["call_in"], {"url": f"{self.base_url()}/web"}, "no_answer"),
        ):
            with self.subTest(program, code=code):
                done = run(program, *arguments, **options)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn(code, done.stderr)
        self.assertEqual(run(program).returncode, 2)

    def check_second_try(self, run, program):
        """A 503 is not the end of an event."""
        cards, faults = self.registry["callcenter.card"], [KeyError("once")]
        notify = cards.notify

        def fail_once(service, *args, **options):
            if faults:
                raise faults.pop()
            return notify(service, *args, **options)

        log = mute_logger("odoo.addons.callcenter.controllers.webhook")
        with patch.object(cards, "notify", fail_once), log:
            done = run(program, "call_in", "callid=4", "extension=101")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertFalse(faults)
        self.assertEqual(self.call("4").state, "ringing")

    # -- the pages' blocks ----------------------------------------------------------

    def test_python_blocks(self):
        for page in PAGES:
            (block,) = read_blocks(page, "python")
            done = self.python("-", text=self.here(block))
            self.check_blocks_calls(done, "py")

    def test_php_blocks(self):
        for page in PAGES:
            (block,) = read_blocks(page, "php")
            done = self.php(text=self.here(block))
            self.check_blocks_calls(done, "php")

    def check_blocks_calls(self, done, prefix):
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("33 s", done.stdout)
        self.assertIn("unknown_call", done.stdout)
        first, second = self.call(f"{prefix}-1"), self.call(f"{prefix}-2")
        self.assertEqual((first.disposition, first.talk_duration), ("answered", 33))
        self.assertEqual((second.direction, second.state), ("outgoing", "ended"))
        (first + second).unlink()

    def test_shell_blocks(self):
        self.find("curl", "curl")
        for page in PAGES:
            blocks = read_blocks(page, "sh")
            self.assertGreater(len(blocks), 4)
            for block in blocks:
                with self.subTest(page, block=block):
                    done = self.run_program("sh", "-eu", text=block)
                    self.assertEqual(done.returncode, 0, done.stderr)
                    requests = re.findall(r"^(?:api|curl) ", block, re.MULTILINE)
                    answers = list(read_answers(done.stdout))
                    self.assertEqual(len(answers), len(requests))
                    for answer in answers:
                        told = answer.get("result", answer)
                        self.assertEqual(
                            (told["status"], told.get("warnings", [])), ("ok", [])
                        )


def read_answers(text):
    """Yield the JSON values that stand one after the other in ``text``."""
    decoder, text = json.JSONDecoder(), text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        yield value
        text = text[end:].lstrip()
