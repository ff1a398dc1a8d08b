"""The gateway's captures of real calls, replayed into Odoo: the records tell the truth."""

import json
import os
import subprocess
import sys
from pathlib import Path

from odoo.tests import tagged

from ..common import WireCase

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "gateway" / "callcenter_gateway.py"
CAPTURES = ROOT / "tests" / "pure" / "gateway" / "captures"
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
        meant = calls.filtered(
            lambda call: (
                call.direction == truth["direction"]
                and call.phone == truth.get("phone", call.phone)
            )
        )[:1]
        if not meant:
            return [f"none of {calls.mapped(lambda c: (c.direction, c.phone))}"]
        found = []
        legs = [
            (leg.number, leg.disposition, leg.talk_duration)
            for leg in meant.leg_ids.sorted("start_date")
        ]

        def same(what, got, wanted):
            if got not in (wanted if isinstance(wanted, list) else [wanted]):
                found.append(f"{what}: {got!r}, not {wanted!r}")

        def near(what, got, low, high):
            if not low - 1 <= got <= high + 1:
                found.append(f"{what}: {got!r}, not {low} to {high}")

        same("state", set(calls.mapped("state")), [{"ended"}])
        same("disposition", meant.disposition, truth["disposition"])
        same("missed", meant.is_missed, truth.get("missed", False))
        same("hidden", meant.is_hidden, truth.get("hidden", False))
        same("recording", bool(meant.recording_url), truth.get("recording", False))
        same("queue", meant.queue or "", truth.get("queue", meant.queue or ""))
        if "wait" in truth:
            near("wait", meant.wait_duration, truth["wait"], truth["wait"])
        if "talk" in truth:
            near("talk", meant.talk_duration, truth["talk"], truth["talk"])
        if "legs" in truth:
            numbers = sorted(leg[0] for leg in truth["legs"])
            same("legs", sorted(leg[0] for leg in legs), [numbers])
        wanted = {leg[0]: leg[1] for leg in truth.get("legs", ())}
        for number, outcome in {**wanted, **truth.get("legs_of", {})}.items():
            mine = [leg[1] for leg in legs if leg[0] == number]
            same(f"leg {number}", mine[-1] if mine else None, outcome)
        spans = {leg[0]: [leg[2], leg[2]] for leg in truth.get("legs", ()) if leg[2]}
        for number, span in {**spans, **truth.get("talk_of", {})}.items():
            near(number, sum(leg[2] or 0 for leg in legs if leg[0] == number), *span)
        for number, counts in truth.get("rings_of", {}).items():
            same(f"rings of {number}", [leg[0] for leg in legs].count(number), counts)
        return found
