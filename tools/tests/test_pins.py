"""What is installed is what is pinned, with a hash for each file."""

import re
import tempfile
import unittest
from pathlib import Path

from tools import pins


class TestPins(unittest.TestCase):
    def test_locks_are_of_their_pins(self):
        for path in pins.PAIRS:
            with self.subTest(path.name):
                self.assertEqual(pins.differences(path), [])

    def test_each_pin_has_hashes(self):
        for path in pins.PAIRS:
            text = pins.lock_of(path).read_text(encoding="utf-8")
            blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
            for block in blocks:
                with self.subTest(block[:40]):
                    self.assertIn("--hash=sha256:", block)

    def test_a_moved_pin_without_its_lock_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "some.txt")
            path.write_text("Some_Name==2.0\nother==1\n", encoding="utf-8")
            pins.lock_of(path).write_text("some-name==1.9 \\\n    --hash=x\n", "utf-8")
            told = pins.differences(path)
        self.assertEqual(len(told), 2)
        self.assertIn("run `./dev pins`", told[0])
