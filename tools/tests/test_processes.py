"""Children end with us, locks too, and two of us do not get the same port."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from tools import instance, locks, processes
from tools.console import Stop
from tools.paths import ROOT


def wait_until(condition, seconds=5):
    """Whether a condition comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def start_python(code):
    """A Python process that runs some code on our modules."""
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


class TestChildren(unittest.TestCase):
    def test_child_dies_with_a_killed_parent(self):
        code = (
            "from tools import processes; import time;"
            "print(processes.start(['sleep', '60']).pid, flush=True); time.sleep(60)"
        )
        with start_python(code) as parent:
            child = int(parent.stdout.readline())
            self.assertTrue(processes.is_alive(child))
            parent.send_signal(signal.SIGKILL)
        self.assertTrue(wait_until(lambda: not processes.is_alive(child)))

    def test_stop_ends_a_child_that_ignores_the_request(self):
        child = processes.start(
            ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"],
            stdout=subprocess.PIPE,
        )
        child.stdout.readline()
        processes.stop(child, patience=0.4)
        child.stdout.close()
        self.assertEqual(child.returncode, -signal.SIGKILL)

    def test_stop_ends_grandchildren(self):
        child = processes.start(
            ["sh", "-c", "sleep 60 & echo $!; wait"], stdout=subprocess.PIPE, text=True
        )
        grandchild = int(child.stdout.readline())
        processes.stop(child, patience=1)
        child.stdout.close()
        self.assertTrue(wait_until(lambda: not processes.is_alive(grandchild)))

    def test_run_tells_what_failed(self):
        with self.assertRaisesRegex(
            Stop, "(?s)Could not greet: sh ended with code 3.*no such thing"
        ):
            processes.run(["sh", "-c", "echo no such thing; exit 3"], "greet")
        with self.assertRaisesRegex(Stop, "missing on this machine"):
            processes.run(["/nonexistent/program"], "greet")


class TestLocks(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "some.lock"

    def test_exclusive_lock_is_exclusive(self):
        handle = locks.acquire(self.path)
        self.assertIsNone(locks.acquire(self.path, wait=False))
        locks.release(handle)
        locks.release(locks.acquire(self.path, wait=False))

    def test_lock_goes_with_a_killed_process(self):
        code = (
            "from tools import locks; from pathlib import Path; import time;"
            f"locks.acquire(Path({str(self.path)!r}))"
        )
        with start_python(code + "; print(1, flush=True); time.sleep(60)") as holder:
            holder.stdout.readline()
            self.assertIsNone(locks.acquire(self.path, wait=False))
            holder.send_signal(signal.SIGKILL)
        locks.release(locks.acquire(self.path, wait=False))


class TestPort(unittest.TestCase):
    def port(self, wanted):
        port = instance.Port(wanted)
        self.addCleanup(port.release)
        return port.number

    def test_two_get_different_ports(self):
        self.assertNotEqual(
            self.port(range(28069, 28169)), self.port(range(28069, 28169))
        )

    def test_port_in_use_is_told(self):
        with self.assertRaisesRegex(Stop, "--port"):
            self.port([self.port(range(28069, 28169))])


class TestInterruption(unittest.TestCase):
    def test_exit_codes_and_no_traceback(self):
        for number, code in (
            (signal.SIGINT, 130),
            (signal.SIGTERM, 143),
            (signal.SIGHUP, 129),
        ):
            with self.subTest(signal=number.name):
                script = (
                    "import sys, time; from tools import cli;"
                    "wait = lambda _: (print(1, flush=True), time.sleep(60));"
                    "sys.exit(cli.guarded(wait, []))"
                )
                child = subprocess.Popen(
                    [sys.executable, "-c", script],
                    cwd=ROOT,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
                child.stdout.readline()
                os.kill(child.pid, number)
                self.assertEqual(child.communicate(timeout=10)[1], "")
                self.assertEqual(child.returncode, code)


class TestLeash(unittest.TestCase):
    CODE = (
        "from tools import processes;"
        "print(processes.run_leashed(['sh', '-c', {script!r}], 'try'), flush=True)"
    )

    def test_gives_output_and_code(self):
        self.assertEqual(processes.run_leashed(["echo", "hello"], "greet"), "hello\n")
        with self.assertRaisesRegex(Stop, "ended with code 3"):
            processes.run_leashed(["sh", "-c", "exit 3"], "fail")

    def test_grandchildren_die_with_a_killed_process(self):
        with tempfile.TemporaryDirectory() as folder:
            note = Path(folder) / "pid"
            script = f"sleep 60 & echo $! > {note}.new; mv {note}.new {note}; wait"
            with start_python(self.CODE.format(script=script)) as parent:
                self.assertTrue(wait_until(note.exists))
                grandchild = int(note.read_text())
                self.assertTrue(processes.is_alive(grandchild))
                parent.send_signal(signal.SIGKILL)
            self.assertTrue(wait_until(lambda: not processes.is_alive(grandchild)))
