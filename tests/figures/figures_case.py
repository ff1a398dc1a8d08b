"""A support desk on Monday, 2 March 2026, and the days around it."""

import json
from datetime import datetime, timezone

from odoo import Command
from odoo.tests import new_test_user

from ..call.test_call import CallCase

MONDAY = datetime(2026, 3, 2, 2, 15, tzinfo=timezone.utc)  # 09:15 in Vietnam
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


class FiguresCase(CallCase):
    """Makes whole calls of events, at Monday 09:15 unless told otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pbx.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Monday to Friday, 8 to 18",
                "tz": "UTC",
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": f"Day {day}",
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 18,
                            "day_period": "morning",
                        }
                    )
                    for day in range(5)
                ],
            }
        )
        cls.thu = new_test_user(
            cls.env, "t_thu", "callcenter.group_callcenter_supervisor", name="Thu"
        )
        cls.dung = new_test_user(
            cls.env,
            "t_dung",
            "callcenter.group_callcenter_manager",
            name="Dung",
            tz="Asia/Ho_Chi_Minh",
        )
        cls.env["callcenter.call"].search([]).unlink()
        cls.options = {
            "period": "custom",
            "first": "2026-03-02",
            "last": "2026-03-02",
            "pbx_id": cls.pbx.id,
        }

    def setUp(self):
        super().setUp()
        self.now = MONDAY.timestamp()
        self.count = 0

    def figures(self, user=None, **options):
        """Return the answer of ``get_figures`` to a user, the manager by default."""
        figures = self.env["callcenter.figures"].with_user(user or self.dung)
        return figures.get_figures({**self.options, **options})

    def values(self, user=None, **options):
        """Return every figure's value by code."""
        return {
            figure["code"]: figure["value"]
            for section in self.figures(user, **options)["sections"]
            for figure in section["figures"]
        }

    def agent(self, name, user=None, **options):
        """Return an agent's figures by code, or None where they have no row."""
        rows = self.figures(user, **options)["agents"]["rows"]
        return next((row["values"] for row in rows if row["name"] == name), None)

    def behind(self, figure, user=None, user_id=None, slot=None, where=None, **options):
        """Return the ids of the calls that a click on a figure lists, or what the
        customers of one are called.
        """
        figures = self.env["callcenter.figures"].with_user(user or self.dung)
        action = figures.open_calls(
            {**self.options, **options}, figure, user_id=user_id, slot=slot, where=where
        )
        self.assertNotIn(
            '"id"', json.dumps(action["domain"], default=str), "never a list of ids"
        )
        model = self.env[action["res_model"]].with_user(user or self.dung)
        name = "callid" if action["res_model"] == "callcenter.call" else "display_name"
        return set(model.search(action["domain"]).mapped(name))

    def place(self, at, *events, settled=True):
        """Apply ``(seconds, endpoint, params)`` from ``at`` on; return the call."""
        self.count += 1
        callid = f"f-{self.count}"
        for seconds, endpoint, params in events:
            call = self.apply(endpoint, at + seconds, callid, **params)
        if settled:
            call._settle(self.now + at + events[-1][0] + MINUTE)
        return call

    def answered(self, at=0, wait=5, talk=60, extension="101", **params):
        """A caller is answered after ``wait`` seconds and speaks ``talk`` seconds."""
        ring = {"phone": "0989464999", "extension": extension, **params}
        end = {"extension": extension, "status": "ANSWERED"}
        return self.place(
            at,
            (0, "call_in", ring),
            (wait, "call_in", {"extension": extension, "event": "ANSWER"}),
            (wait + talk, "call_end", end),
        )

    def unanswered(self, at=0, wait=15, status="NO ANSWER", extension="101", **params):
        """A caller is not answered, and the exchange says how it ended."""
        ring = {"phone": "0989464999", "extension": extension, **params}
        end = {"extension": extension, "status": status}
        return self.place(at, (0, "call_in", ring), (wait, "call_end", end))

    def dialled(self, at=0, status="ANSWERED", extension="101", billsec=30):
        """An agent calls out."""
        end = {"extension": extension, "status": status, "duration": 40}
        if status == "ANSWERED":
            end["billsec"] = billsec
        start = {"phone": "0989464999", "extension": extension}
        return self.place(at, (0, "init", start), (40, "call_end", end))
