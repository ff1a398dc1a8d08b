import random
from datetime import datetime, time, timedelta

import pytz

from odoo import api, models

from ..wire import read_event
from .callcenter_call_events import EVENT_CONTEXT

DAYS = 7
# how many calls an ordinary day has at each hour, of the connection's clock
CALLS_BY_HOUR = {8: 3, 9: 5, 10: 5, 11: 3, 12: 1, 13: 3, 14: 4, 15: 4, 16: 3, 19: 1}
SATURDAY_SHARE, SUNDAY_SHARE = 0.5, 0.1
CUSTOMERS = ("0989464344", "0912345678", "0987654321", "02438251234", "+491712345678")
STRANGERS = ("0903111222", "0977800123", "0868123987", "0938555017", "02839301888")
QUEUES = {"Hỗ trợ": "19001234", "Bán hàng": "02438251999"}
AGENTS = ("101", "102", "103")
KINDS = {
    "answered": 58,
    "answered_by_second": 8,
    "outgoing": 16,
    "outgoing_no_answer": 5,
    "abandoned": 5,
    "no_answer": 4,
    "busy": 1,
    "hidden": 1,
    "internal": 2,
}
NOTES = (
    "Hỏi hoá đơn tháng trước, đã gửi lại qua email.",
    "Đổi lịch giao hàng sang thứ sáu.",
    "Hỏi giá gói bảo trì, gửi báo giá chiều nay.",
    "Máy in không nhận mực, hẹn kỹ thuật đến xem.",
    "Khách khen nhân viên giao hàng.",
    "Khiếu nại giao thiếu hàng, chuyển bộ phận kho.",
    "Xác nhận đã nhận đủ hàng.",
)


class CallcenterDemo(models.AbstractModel):
    """The demo data's last week: each call is told as an exchange would tell it."""

    _name = "callcenter.demo"
    _description = "Call Center Demo Data"

    @api.model
    def _load_week(self, pbx_id):
        """Make the calls of the seven days before today, the same ones every time.

        :param int pbx_id: the connection that they came through
        """
        pbx = self.env["callcenter.pbx"].browse(pbx_id)
        tz, chance = pytz.timezone(pbx.tz), random.Random(1)
        today = datetime.now(tz).date()
        for back in range(DAYS, 0, -1):
            day = today - timedelta(days=back)
            for moment in _draw_moments(chance, day):
                stamp = tz.localize(moment).timestamp()
                self._make_call(pbx, chance, f"demo-{day:%m%d}-{stamp:.0f}", stamp)
        # today's calls are written as records: what settling would add
        for call in self.env["callcenter.call"].search([("facts", "=", False)]):
            call.write(call._get_hours_values(call.start_date))
            call._refresh_missed()

    def _make_call(self, pbx, chance, callid, stamp):
        kind = chance.choices(list(KINDS), KINDS.values())[0]
        story = _Story(chance, callid, kind)
        calls = self.env["callcenter.call"].with_context(**EVENT_CONTEXT)
        for seconds, endpoint, params in story.get_events():
            event = read_event(endpoint, {"callid": callid, **params})
            call = calls._apply_event(pbx, event, stamp + seconds, is_live=False)[0]
        call._settle(stamp + 4 * 3600)
        if call.user_id and chance.random() < 0.4:
            call.with_user(call.user_id).own_note = chance.choice(NOTES)


class _Story:
    """How one call went, as events: ``(seconds after the start, endpoint, params)``."""

    def __init__(self, chance, callid, kind):
        self.kind, self.callid = kind, callid
        self.agents = chance.sample(AGENTS, 2)
        number = chance.choice(CUSTOMERS if chance.random() < 0.7 else STRANGERS)
        queue = chance.choice(list(QUEUES))
        self.call = {"phone": number, "queue": queue, "did": QUEUES[queue]}
        self.wait = chance.randint(4, 35)
        self.talk = int(chance.lognormvariate(5, 0.8)) + 15
        self.is_recorded = chance.random() < 0.6

    def get_events(self):
        return getattr(self, f"_tell_{self.kind}")()

    def _ring(self, agent, seconds=0, **params):
        return seconds, "call_in", {**self.call, "extension": agent, **params}

    def _end(self, agent, status, wait, talk=0, **params):
        figures = {"duration": wait + talk, "billsec": talk}
        if talk and self.is_recorded:
            figures["recordingfile"] = f"{self.callid}.wav"
        end = {"extension": agent, "status": status, **figures, **params}
        return wait + talk, "call_end", end

    def _tell_answered(self):
        agent = self.agents[0]
        return [
            self._ring(agent),
            self._ring(agent, self.wait, event="ANSWER"),
            self._end(agent, "ANSWERED", self.wait, self.talk),
        ]

    def _tell_answered_by_second(self):
        self.agents.reverse()
        return [self._ring(self.agents[1]), *self._tell_answered()]

    def _place(self, status, talk):
        agent, number = self.agents[0], {"phone": self.call["phone"]}
        return [
            (0, "init", {**number, "extension": agent}),
            self._end(agent, status, self.wait, talk),
        ]

    def _tell_outgoing(self):
        return self._place("ANSWERED", self.talk)

    def _tell_outgoing_no_answer(self):
        return self._place("NO ANSWER", 0)

    def _miss(self, status):
        return [
            *(self._ring(agent) for agent in self.agents),
            (self.wait, "call_end", {"status": status, "duration": self.wait}),
        ]

    def _tell_abandoned(self):
        return self._miss("ABANDONED")

    def _tell_no_answer(self):
        return self._miss("NO ANSWER")

    def _tell_busy(self):
        return self._miss("BUSY")

    def _tell_hidden(self):
        self.call["phone"] = "anonymous"
        return self._tell_answered()

    def _tell_internal(self):
        self.call = {"phone": self.agents[1]}
        return self._tell_answered()


def _draw_moments(chance, day):
    """Return the local times, in order, at which calls of ``day`` came."""
    share = {5: SATURDAY_SHARE, 6: SUNDAY_SHARE}.get(day.weekday(), 1)
    moments = []
    for hour, count in CALLS_BY_HOUR.items():
        for _call in range(count):
            moment = time(hour, chance.randrange(60), chance.randrange(60))
            if chance.random() < share:
                moments.append(datetime.combine(day, moment))
    return sorted(moments)
