import io
import json
import math
import random
import wave
from datetime import datetime, time, timedelta

from odoo import api, models

from ...compat.timezones import get_zone
from ...wire import read_event
from ..transaction import EVENT_CONTEXT

# figures are compared with the week before
DAYS = 14
RECENT = timedelta(hours=1)
# how many calls an ordinary day has at each hour, of the connection's clock
CALLS_BY_HOUR = {8: 3, 9: 5, 10: 5, 11: 3, 12: 1, 13: 3, 14: 4, 15: 4, 16: 3, 19: 1}
SATURDAY_SHARE, SUNDAY_SHARE = 0.5, 0.1
CUSTOMERS = ("0989464344", "0912345678", "0987654321", "02438251234", "+491712345678")
PREFIXES = ("0903", "0912", "0938", "0977", "0986", "0868")
QUEUES = {"Hỗ trợ": "19001234", "Bán hàng": "02438251999"}
AGENTS = ("101", "102", "103")
KINDS = {
    "answered": 58,
    "answered_by_second": 8,
    "outgoing": 12,
    "outgoing_no_answer": 4,
    "abandoned": 6,
    "gave_up_soon": 2,
    "no_answer": 6,
    "busy": 1,
    "voicemail": 1,
    "hidden": 1,
    "hidden_no_answer": 1,
    "internal": 2,
}
NOTES = (
    ("Hỏi hoá đơn tháng trước, đã gửi lại qua email.", "handled"),
    ("Đổi lịch giao hàng sang thứ sáu.", "handled"),
    ("Hỏi giá gói bảo trì, gửi báo giá chiều nay.", "callback"),
    ("Máy in không nhận mực, hẹn kỹ thuật đến xem.", "passed_on"),
    ("Khách khen nhân viên giao hàng.", "handled"),
    ("Khiếu nại giao thiếu hàng, chuyển bộ phận kho.", "complaint"),
    ("Đặt thêm hai hộp mực, giao sáng mai.", "order"),
)
RECORDINGS = 3
TONE_HERTZ, SAMPLE_RATE = 425, 8000


class CallcenterDemo(models.AbstractModel):
    """The demo data's last weeks: each call is told as an exchange would tell it."""

    _name = "callcenter.demo"
    _description = "Call Center Demo Data"

    @api.model
    def _load_calls(self, pbx_id):
        """Make the calls of the days up to an hour ago, once.

        :param int pbx_id: the connection that they came through
        """
        if self.env["callcenter.call"].search_count([("pbx_id", "=", pbx_id)], limit=1):
            return
        pbx = self.env["callcenter.pbx"].browse(pbx_id)
        tz, chance = get_zone(pbx.tz), random.Random(1)
        now = datetime.now(tz)
        for back in range(DAYS, -1, -1):
            for moment in _draw_moments(chance, now.date() - timedelta(days=back)):
                start = tz.localize(moment)
                if start < now - RECENT:
                    self._make_call(pbx, chance, start, now - RECENT)
        self._keep_recordings(pbx)
        self._claim_one(pbx)

    def _make_call(self, pbx, chance, start, until):
        stamp = start.timestamp()
        story = _Story(chance, f"{start:%m%d}.{stamp:.0f}")
        call = self._tell(pbx, story, stamp)
        if call.user_id and chance.random() < 0.5:
            note, outcome = chance.choice(NOTES)
            as_agent = call.with_user(call.user_id)
            as_agent.own_note = note
            as_agent.outcome_id = self.env.ref(f"callcenter.outcome_{outcome}")
        back = stamp + 60 * chance.lognormvariate(3, 0.6)
        share = 0.95 if until - start > timedelta(days=1) else 0.2
        is_called_back = chance.random() < share and back < until.timestamp()
        if call.missed_id and is_called_back:
            number = story.call["phone"]
            self._tell(
                pbx, _Story(chance, f"{story.callid}.1", "outgoing", number), back
            )

    def _tell(self, pbx, story, stamp):
        calls = self.env["callcenter.call"].with_context(**EVENT_CONTEXT)
        for seconds, endpoint, params in story.get_events():
            told, at = {"callid": story.callid, **params}, stamp + seconds
            event = read_event(endpoint, told)
            call = calls._apply_event(pbx, event, at, is_live=False)[0]
            self.env["callcenter.event"]._record(
                pbx.id,
                endpoint,
                json.dumps(told, ensure_ascii=False),
                "applied",
                at,
                call_id=call.id,
            )
        call._settle(stamp + 4 * 3600)
        return call

    def _keep_recordings(self, pbx):
        latest = self.env["callcenter.call"].search(
            [("pbx_id", "=", pbx.id), ("talk_duration", ">", 0)], limit=RECORDINGS
        )
        for call in latest.sorted("start_date"):
            leg = call.leg_ids.filtered(lambda leg: leg.disposition == "answered")
            audio = _make_tone(call.talk_duration)
            self.env["callcenter.recording"]._keep_sent(
                call, leg[:1], audio, "audio/wav"
            )

    def _claim_one(self, pbx):
        waiting = [("pbx_id", "=", pbx.id), ("state", "=", "open")]
        row = self.env["callcenter.missed"].search(waiting, limit=1)
        agent = self.env.ref("callcenter.user_lan")
        row.with_user(agent).action_claim()


class _Story:
    """How one call went, as events: ``(seconds after the start, endpoint, params)``."""

    def __init__(self, chance, callid, kind=None, number=None):
        self.kind = kind or chance.choices(list(KINDS), KINDS.values())[0]
        self.callid = callid
        self.agents = chance.sample(AGENTS, 2)
        is_known = chance.random() < 0.6
        stranger = f"{chance.choice(PREFIXES)}{chance.randrange(10**6):06}"
        number = number or (chance.choice(CUSTOMERS) if is_known else stranger)
        queue = chance.choice(list(QUEUES))
        self.call = {"phone": number, "queue": queue, "did": QUEUES[queue]}
        self.wait = 3 + int(chance.lognormvariate(2, 0.7))
        self.patience = 20 + int(chance.lognormvariate(3, 0.6))
        self.talk = int(chance.lognormvariate(5, 0.8)) + 15

    def get_events(self):
        return getattr(self, f"_tell_{self.kind}")()

    def _ring(self, agent, seconds=0, **params):
        return seconds, "call_in", {**self.call, "extension": agent, **params}

    def _end(self, agent, status, wait, talk=0):
        figures = {"duration": wait + talk, "billsec": talk}
        end = {"extension": agent, "status": status, **figures}
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

    def _miss(self, status, wait):
        return [
            *(self._ring(agent) for agent in self.agents),
            (wait, "call_end", {"status": status, "duration": wait}),
        ]

    def _tell_abandoned(self):
        return self._miss("ABANDONED", self.patience)

    def _tell_gave_up_soon(self):
        return self._miss("ABANDONED", 3)

    def _tell_no_answer(self):
        return self._miss("NO ANSWER", self.patience)

    def _tell_busy(self):
        return self._miss("BUSY", self.wait)

    def _tell_voicemail(self):
        return self._miss("VOICEMAIL", self.patience)

    def _tell_hidden(self):
        self.call["phone"] = "anonymous"
        return self._tell_answered()

    def _tell_hidden_no_answer(self):
        self.call["phone"] = "anonymous"
        return self._tell_no_answer()

    def _tell_internal(self):
        self.call = {"phone": self.agents[1]}
        return self._tell_answered()


def _draw_moments(chance, day):
    """Return the local times, in order, at which calls of ``day`` came.

    Each time once: it names its call.
    """
    share = {5: SATURDAY_SHARE, 6: SUNDAY_SHARE}.get(day.weekday(), 1)
    moments = set()
    for hour, count in CALLS_BY_HOUR.items():
        for _call in range(count):
            moment = time(hour, chance.randrange(60), chance.randrange(60))
            if chance.random() < share:
                moments.add(datetime.combine(day, moment))
    return sorted(moments)


def _make_tone(seconds):
    """Return a WAV file with a ringing tone: a second on, three off."""
    step = 2 * math.pi * TONE_HERTZ / SAMPLE_RATE
    tone = bytes(128 + int(30 * math.sin(step * at)) for at in range(SAMPLE_RATE))
    period = tone + bytes([128]) * 3 * SAMPLE_RATE
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((period * (seconds // 4 + 1))[: seconds * SAMPLE_RATE])
    return buffer.getvalue()
