"""The gateway's captures of real calls, replayed into Odoo: the records tell the truth."""

import json
import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo.tests import tagged

from ..common import WireCase

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "gateway" / "callcenter_gateway.py"
CAPTURES = ROOT / "tests" / "pure" / "gateway" / "captures"
JUDGE = CAPTURES.parent / "judge.py"
PATIENCE = 120


def truths():
    """Return what happened in each capture, by its name."""
    return {
        name: truth
        for file in ("truth.json", "further.json")
        for name, truth in json.loads((CAPTURES / file).read_text("utf-8")).items()
        if name
    }


@tagged("post_install", "-at_install", "callcenter_gateway")
class TestGatewayReplay(WireCase):
    """Each capture as its truth tells."""

    def replay(self, name):
        """Run the gateway over a capture; return what the calls are that it made."""
        self.env.flush_all()
        self.env.cr.clear()
        with self.allow_requests(all_requests=True):
            done = subprocess.run(  # noqa: S603
                [
                    sys.executable,
                    PROGRAM,
                    *("--odoo", self.base_url(), "--token", self.token),
                    *("--replay", CAPTURES / f"{name}.ami.gz"),
                ],
                env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
        self.env.invalidate_all()
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.calls.search([("pbx_id", "=", self.pbx.id)])

    def test_every_capture(self):
        for name, truth in truths().items():
            with self.subTest(name):
                calls = self.replay(name)
                self.assertEqual(self.wrong(calls, truth), [], name)
                calls.with_context(active_test=False).sudo().unlink()

    def wrong(self, calls, truth):
        """Return what is not as ``truth`` says."""
        call = calls.sorted("start_date").filtered(
            lambda call: (
                call.direction == truth["direction"]
                and call.phone == truth.get("phone", call.phone)
            )
        )[:1]
        if not call:
            return [f"none of {calls.mapped(lambda c: (c.direction, c.phone))}"]
        comparison = comparison_of(call, truth)
        comparison.compare_call()
        comparison.compare_legs()
        comparison.same("states", set(calls.mapped("state")), [{"ended"}])
        return comparison.found


def comparison_of(call, truth):
    """Return a comparison of a record; it is the one that judges events elsewhere."""
    spec = spec_from_file_location("callcenter_gateway_judge", JUDGE)
    judge = sys.modules.setdefault(spec.name, module_from_spec(spec))
    if not hasattr(judge, "Comparison"):
        spec.loader.exec_module(judge)

    class Recorded(judge.Comparison):
        def __init__(self):
            self.call, self.truth, self.found = call, truth, []
            self.legs = [
                (leg.number, leg.disposition, leg.talk_duration)
                for leg in call.leg_ids.sorted("start_date")
            ]

        def compare_call(self):
            self.same("disposition", call.disposition, truth["disposition"])
            self.same("missed", call.is_missed, truth.get("missed", False))
            self.same("hidden", call.is_hidden, truth.get("hidden", False))
            self.same("recording", bool(call.recording_url), "recording" in truth)
            self.same("queue", call.queue, truth.get("queue", call.queue))
            for name in ("wait", "talk"):
                if name in truth:
                    self.near(name, call[f"{name}_duration"], truth[name])

    return Recorded()
