"""AMI messages to calls, and calls to the events of the wire. Pure: no clock, no network.

A call is an outside party (its *customers*: one channel, for a moment two where a trunk
failed) and the attempts at extensions that were made for it; or, without an outside
party, one extension that called others. An attempt talks while one of its channels is
in one group (``channels``) with a customer of its call. That is computed anew whenever
somebody enters or leaves a bridge or hangs up, so transfers, parking, pickup, queues
of Local members and conferences need no code of their own.
"""

from . import names
from .channels import HOLDING, Channels

IN, OUT, INTERNAL = "in", "out", "internal"

# DialStatus of DialEnd and DIALSTATUS ▶ a status word of the wire
STATUSES = {
    "NOANSWER": "NO ANSWER",
    "BUSY": "BUSY",
    "CANCEL": "CANCEL",
    "CONGESTION": "CONGESTION",
    "CHANUNAVAIL": "CHANUNAVAIL",
    "ABORT": "CANCEL",
    "DONTCALL": "BUSY",
    "TORTURE": "BUSY",
    "INVALIDARGS": "FAILED",
}
# Reason of a failed OriginateResponse ▶ the same (include/asterisk/frame.h)
REASONS = {"3": "NO ANSWER", "5": "BUSY", "8": "CONGESTION"}
# causes of a hangup that stand where no DialEnd came (Q.850)
CAUSES = {
    "17": "BUSY",
    "19": "NO ANSWER",
    "18": "NO ANSWER",
    "21": "BUSY",
    "34": "CONGESTION",
}
# applications by which the dialplan itself refuses a caller
REFUSALS = {"Busy": "BUSY", "Congestion": "CONGESTION"}
VOICEMAIL_APPS = {"VoiceMail", "MinivmRecord", "MinivmGreet"}
# an end that says nothing of its outcome
SILENT = "HANGUP"
MAX_VARIABLES = 20


class Attempt:
    """One attempt at one extension, of one or several telephones at once.

    :ivar ring: names it on the wire: the id of its first channel
    :ivar is_placing: whether the extension placed the call and was not called
    """

    def __init__(self, extension, ring, began, is_placing=False):
        self.extension = extension
        self.ring = ring
        self.began = began
        self.is_placing = is_placing
        self.channels = []
        self.dialler = ""
        self.is_told = False
        self.answered = None
        self.talking_since = None
        self.talk_stopped = None
        self.talk = 0.0
        self.status = ""
        self.ended = None
        self.is_assumed = self.is_answer_assumed = False
        self.recording = ""


class Call:
    """One call, as the wire knows it."""

    def __init__(self, callid, root, start):
        self.callid = callid
        self.root = root
        self.start = start
        self.direction = None
        self.customers = []
        self.phone = ""
        self.did = ""
        self.queue = ""
        self.queue_now = ""
        self.placer = ""  # the extension that calls
        self.parent = ""
        self.attempts = []
        self.is_told = False
        self.answered = None
        self.voicemail = None
        self.has_caller_left = False
        self.has_abandoned = False
        self.stepped = 0.0
        self.customer_status = ""
        self.refusal = ""
        self.variables = {}
        self.recordings = []
        self.rings = {}
        self.is_assumed = self.is_answer_assumed = False
        self.is_over = False

    @property
    def open_attempts(self):
        """The attempts that have not ended."""
        return [attempt for attempt in self.attempts if attempt.ended is None]


class Calls:
    """What lives on the exchange, and what became of it.

    :param reader: a ``names.Names``
    :param variables: names of channel variables that are told as ``var_…``
    """

    def __init__(self, reader=None, variables=()):
        self.channels = Channels(reader or names.Names())
        self.calls = {}
        self.expected = {}
        self._variables = {name.lower(): name for name in variables}
        self._pending = []
        self._events = []
        self._is_assuming = False
        self._handlers = {
            "Newchannel": self._on_newchannel,
            "NewCallerid": self._on_callerid,
            "Newstate": self._on_newstate,
            "Newexten": self._on_newexten,
            "DialBegin": self._on_dial_begin,
            "DialEnd": self._on_dial_end,
            "BridgeEnter": self._on_bridge_enter,
            "BridgeLeave": self._on_bridge_leave,
            "Pickup": self._on_pickup,
            "Hangup": self._on_hangup,
            "HangupRequest": self._on_hangup_request,
            "VarSet": self._on_varset,
            "QueueCallerJoin": self._on_queue_join,
            "QueueCallerLeave": self._on_queue_leave,
            "QueueCallerAbandon": self._on_queue_abandon,
            "OriginateResponse": self._on_originate_response,
        }

    def take(self, message, at):
        """Take one AMI message.

        :param message: a dict as ``ami.Reader`` gives it
        :param at: when it happened, epoch seconds
        :return: the events that follow, dicts of the wire with their ``name``
        """
        handler = self._handlers.get(message.get("Event"))
        if handler:
            self._is_assuming = "Assumed" in message
            self._note_name(message)
            handler(message, at)
        events, self._events = self._events, []
        return events

    def to_json(self):
        """Return all that lives as plain values."""
        calls = []
        for call in self.calls.values():
            values = dict(vars(call))
            values["attempts"] = [dict(vars(attempt)) for attempt in call.attempts]
            calls.append(values)
        channels = [dict(vars(c)) for c in self.channels.by_id.values()]
        return {
            "version": 1,
            "calls": calls,
            "channels": channels,
            "pending": self._pending,
            "gone": list(self.channels.gone),
        }

    def restore(self, values):
        """Take what ``to_json`` gave; what cannot be read is left out."""
        if not isinstance(values, dict) or values.get("version") != 1:
            return
        for stored in values.get("channels", ()):
            channel = self.channels.add(
                stored["uid"], stored["name"], stored["linkedid"], 0
            )
            vars(channel).update(stored, bridge="")
            self.channels.enter(channel, stored.get("bridge", ""))
        self.channels.gone = dict.fromkeys(values.get("gone", ()), True)
        for stored in values.get("calls", ()):
            call = Call(stored["callid"], stored["root"], stored["start"])
            attempts = stored.pop("attempts", [])
            vars(call).update(stored)
            call.attempts = []
            for one in attempts:
                attempt = Attempt(one["extension"], one["ring"], one["began"])
                vars(attempt).update(one)
                call.attempts.append(attempt)
            self.calls[call.callid] = call
        self._pending = [
            uid for uid in values.get("pending", ()) if self.channels.get(uid)
        ]

    def live(self):
        """Return the calls that have been told and are not over."""
        return [call for call in self.calls.values() if call.is_told]

    def retell(self, at):
        """Return the rings and answers of what lives, for an Odoo that may not know them."""
        for call in self.live():
            if call.direction == IN and not call.attempts:
                self._tell_arrival(call, at, live=1)
            for attempt in call.open_attempts:
                if attempt.is_told:
                    self._tell_attempt(call, attempt, attempt.began, live=1)
                if attempt.is_told and attempt.answered is not None:
                    self._tell_attempt(
                        call, attempt, attempt.answered, event="ANSWER", live=1
                    )
        events, self._events = self._events, []
        return events

    # ---- messages ----

    def _note_name(self, message):
        """A channel may get another telephone at its end (a pickup of old, AsyncGoto)."""
        channel = self.channels.get(message.get("Uniqueid"))
        if channel is None or message.get("Event") == "Newchannel":
            return
        name = message.get("Channel", "")
        former = self._named(name, channel)
        if self.channels.rename(channel, name) or former:
            self._hand_over(former, channel)

    def _named(self, name, but):
        if not name or name == but.name or name.endswith(">"):
            return None
        alike = (c for c in self.channels.by_id.values() if c.name == name)
        return next((c for c in alike if c is not but), None)

    def _hand_over(self, former, channel):
        """The telephone of ``former`` is at ``channel`` now; who was there is gone."""
        for call in list(self.calls.values()):
            for attempt in call.open_attempts:
                if channel.uid in attempt.channels:
                    if attempt.extension != channel.extension:
                        attempt.channels.remove(channel.uid)
                if former and former.uid in attempt.channels:
                    where = attempt.channels.index(former.uid)
                    attempt.channels[where] = channel.uid
            if former and former.uid in call.customers:
                call.customers[call.customers.index(former.uid)] = channel.uid
            if former and call.root == former.uid:
                call.root = channel.uid
        if former:
            former.kind, former.extension = names.NOBODY, ""

    def _channel(self, message, at, prefix=""):
        """Return the channel that a message names; who came late has it made."""
        uid = message.get(prefix + "Uniqueid", "")
        if not uid:
            return None
        name = message.get(prefix + "Channel", "")
        if uid in self.channels.gone:
            return None
        if self.channels.get(uid) is None and name.endswith(">"):
            return None
        if self.channels.get(uid) is None:
            channel = self.channels.add(uid, name, message.get(prefix + "Linkedid"), at)
            channel.number = names.caller(message.get(prefix + "CallerIDNum"))
            channel.exten = message.get(prefix + "Exten", "")
            channel.is_up = message.get(prefix + "ChannelState") == "6"
            return channel
        return self.channels.get(uid)

    def _on_newchannel(self, message, at):
        if self.channels.get(message.get("Uniqueid", "")):
            return  # told again: by CEL, or by a list
        channel = self._channel(message, at)
        if channel is None:
            return
        channel.exten = message.get("Exten", "")
        # who begins by itself rings at the exchange; who is dialled is "Down"
        is_first = channel.linkedid == channel.uid
        state = message.get("ChannelStateDesc", "")
        channel.is_caller = is_first and state not in ("Down", "Rsrvd", "")
        if channel.kind == names.OUTSIDE and channel.is_caller:
            self._begin_incoming(channel, at)

    def _on_callerid(self, message, at):
        channel = self._channel(message, at)
        if channel and not channel.number:
            channel.number = names.caller(message.get("CallerIDNum"))

    def _on_newstate(self, message, at):
        channel = self._channel(message, at)
        if channel:
            channel.is_up = message.get("ChannelStateDesc") == "Up"

    def _on_newexten(self, message, at):
        channel = self._channel(message, at)
        if channel is None:
            return
        step = (message.get("Application", ""), message.get("AppData", ""))
        if step == (channel.application, channel.data) and at <= channel.stepped:
            return  # told again
        channel.application, channel.data = step
        channel.stepped = at
        channel.has_dialled = False
        call = self.calls.get(channel.uid)
        if call and call.direction == IN:
            if not call.did and channel.uid in call.customers:
                call.did = _dialled(message.get("Exten", ""))
            call.has_abandoned = False
            call.stepped = at
            call.refusal = REFUSALS.get(channel.application, "")
            if not call.is_told:
                self._tell_arrival(call, at)
        if channel.application in VOICEMAIL_APPS:
            call = self._call_of(channel, at)[0]
            if call and call.voicemail is None:
                call.voicemail = at

    def _on_dial_begin(self, message, at):
        dest = self._channel(message, at, "Dest")
        if dest is None:
            return
        dialler = self._channel(message, at)
        if dialler:
            dialler.has_dialled = True
        if dest.has_rung:
            return  # a channel is dialled once: this is told again
        dest.has_rung = True
        dest.dialler = message.get("Uniqueid", "")
        dest.dial_string = message.get("DialString", "")
        dest.outcome = ""
        self.channels.names.learn(names.technology_of(dest.name), dest.dial_string)
        if not dest.is_party:
            return
        number = names.number_of(dest.dial_string)
        mapped = self.channels.names.extension_of(number)
        if dest.kind == names.EXTENSION and names.trunk_of(dest.dial_string):
            dest.kind, dest.extension = names.OUTSIDE, ""  # a trunk named by digits
        if dest.kind == names.OUTSIDE and mapped:
            dest.kind, dest.extension = names.EXTENSION, mapped
        if dest.kind == names.OUTSIDE:
            dest.number = number or names.caller(message.get("DestCallerIDNum"))
        if not self._place(dest, at):
            self._pending.append(dest.uid)

    def _on_dial_end(self, message, at):
        dest = self._channel(message, at, "Dest")
        status = message.get("DialStatus", "")
        if dest is None or not status:
            return
        if status == "ANSWER":
            dest.is_answered = True
            return
        if dest.is_answered or dest.outcome:
            return  # a queue tells NOANSWER, then CANCEL: the first counts
        dest.outcome = status
        if message.get("Forward") and dest.kind != names.LOCAL:
            dest.outcome = "FORWARD"
        self._conclude(dest, at)

    def _on_pickup(self, message, at):
        """An extension takes what rings at another: that ring is theirs now."""
        channel = self._channel(message, at)
        found = next(self._of_attempt(message.get("TargetUniqueid", "")), None)
        if found is None or channel is None or channel.kind != names.EXTENSION:
            return
        call = found[0]
        if not any(channel.uid in a.channels for a in call.open_attempts):
            self._tell_ring(call, self._add(call, channel.extension, channel, at), at)

    def _on_bridge_enter(self, message, at):
        channel = self._channel(message, at)
        if channel is None:
            return
        swapped = self.channels.get(message.get("SwapUniqueid", ""))
        touched = [channel]
        if swapped:
            touched += [c for c in self.channels.group(swapped) if c is not swapped]
            self.channels.leave(swapped)
            touched.append(swapped)
        is_holding = message.get("BridgeTechnology") == HOLDING
        self.channels.enter(channel, message.get("BridgeUniqueid", ""), is_holding)
        self._settle(touched, at)

    def _on_bridge_leave(self, message, at):
        channel = self._channel(message, at)
        if channel is None:
            return
        before = self.channels.group(channel)
        self.channels.leave(channel, message.get("BridgeUniqueid", ""))
        self._settle(before, at)

    def _on_hangup(self, message, at):
        channel = self.channels.get(message.get("Uniqueid", ""))
        if channel is None:
            return
        if not channel.outcome and not channel.is_answered:
            channel.outcome = message.get("Cause", "")
        before = [c for c in self.channels.group(channel) if c is not channel]
        is_zombie = message.get("Channel", "").endswith(">")
        self.channels.remove(channel)
        self._settle(before, at)
        if not is_zombie or channel.kind != names.NOBODY:
            self._gone(channel, at)
        if channel.uid in self._pending:
            self._pending.remove(channel.uid)

    def _on_hangup_request(self, message, at):
        uid = message.get("Uniqueid")
        call = self._customers_call(uid) or self._by_root(uid)
        if call:
            call.has_caller_left = True

    def _on_varset(self, message, at):
        name, value = message.get("Variable", ""), message.get("Value", "")
        channel = self.channels.get(message.get("Uniqueid", ""))
        if channel is None:
            return
        if name == "MIXMONITOR_FILENAME" and value:
            self._note_recording(channel, value, at)
        elif name == "DIALSTATUS" and STATUSES.get(value) and not channel.has_dialled:
            self._note_failed_dial(channel, value, at)
        elif name.lstrip("_").lower() in self._variables:
            self._note_variable(channel, name.lstrip("_").lower(), value, at)

    def _on_queue_join(self, message, at):
        channel = self._channel(message, at)
        call = channel and self._call_of(channel, at)[0]
        if not call:
            return
        call.queue = call.queue_now = message.get("Queue", "")
        if call.direction is None and call.placer:
            self._begin_internal(call, at)
        if not call.is_told and call.direction in (IN, INTERNAL):
            self._tell_arrival(call, at)

    def _on_queue_leave(self, message, at):
        channel = self.channels.get(message.get("Uniqueid", ""))
        call = channel and self._call_of(channel, at)[0]
        if call:
            call.queue_now = ""

    def _on_queue_abandon(self, message, at):
        uid = message.get("Uniqueid")
        call = self._customers_call(uid) or self._by_root(uid)
        if call:
            call.has_abandoned = True

    def _on_originate_response(self, message, at):
        """Who was to place a call did not pick up: it came to nothing, and is told."""
        if message.get("Response") != "Failure":
            return
        kind, extension = self.channels.names.who(message.get("Channel", "") + "-0")
        if kind != names.EXTENSION:
            return
        root = next(
            (
                c
                for c in self.channels.by_id.values()
                if c.extension == extension
                and not (c.dialler or c.is_caller or c.is_up or c.outcome)
                and c.linkedid == c.uid
            ),
            None,
        )
        phone = names.number_of(message.get("Exten", ""))
        shown = names.caller(message.get("CallerIDNum"))
        if len(shown) > 5 and phone.endswith(shown):
            phone = shown  # without the digit that gets an outside line
        if root is None or not phone:
            return
        call = self._by_root(root.uid) or self._new_call(root.linkedid, root, root.born)
        status = REASONS.get(message.get("Reason", ""), "NO ANSWER")
        root.outcome = message["Response"]  # once
        if call.direction is not None:
            call.customer_status = call.customer_status or status
            return
        call.direction, call.phone, call.placer = OUT, phone, extension
        if self.channels.names.who("PJSIP/%s-0" % phone)[0] == names.EXTENSION:
            self._forget(call)  # a colleague was to be called
            return
        self._begin_placing(call, extension, root, root.born, root.born)
        call.customer_status = status
        self._close(call, at)

    # ---- whose call it is ----

    def _new_call(self, callid, root, start):
        unique, count = callid, 1
        while unique in self.calls:
            count += 1
            unique = "%s-%d" % (callid, count)
        call = self.calls[unique] = Call(unique, root.uid, start)
        return call

    def _forget(self, call):
        self.calls.pop(call.callid, None)
        call.is_over = True

    def _customers_call(self, uid):
        calls = (call for call in self.calls.values() if uid in call.customers)
        return next(calls, None)

    def _by_root(self, uid):
        return next((call for call in self.calls.values() if call.root == uid), None)

    def _of_attempt(self, uid):
        for call in self.calls.values():
            for attempt in call.open_attempts:
                if uid in attempt.channels:
                    yield call, attempt

    def _call_of(self, channel, at, seen=()):
        """Return ``(call, is_first_side)``: in which call ``channel`` does what it does.

        The call is None where that is not known yet. The first side of a call that a
        program placed over a Local channel is whom it rings first.
        """
        if channel.uid in seen:
            return None, False
        seen = (*seen, channel.uid)
        group = self.channels.group(channel)
        with_customers = [
            call
            for call in self.calls.values()
            if any(member.uid in call.customers for member in group)
        ]
        if with_customers:
            return min(with_customers, key=lambda call: call.start), False
        for member in group:
            if member.kind == names.LOCAL and member.dialler:
                dialler = self.channels.get(member.dialler)
                if dialler:
                    return self._call_of(dialler, at, seen)
        people = [m for m in group if m.kind == names.EXTENSION]
        roots = [m for m in group if m.kind == names.LOCAL and m.linkedid == m.uid]
        if roots:
            call = self._by_root(roots[0].uid)
            call = call or self._new_call(roots[0].linkedid, roots[0], roots[0].born)
            return call, channel is not roots[0]
        if channel.kind == names.EXTENSION:
            return self._call_of_extension(channel), False
        if people and channel.kind == names.LOCAL:
            return self._consultation(group, people[0]), False
        if channel.kind == names.OUTSIDE:
            return self._call_of_outside(channel), False
        return None, False

    def _call_of_outside(self, channel):
        """The call of an outside channel that is no customer of any."""
        found = next(self._of_attempt(channel.uid), None)
        if found or channel.dialler or channel.linkedid != channel.uid:
            return found[0] if found else None
        # it began before anybody listened
        return self._begin_incoming(channel, channel.born)

    def _begin_incoming(self, channel, at):
        call = self._new_call(channel.uid, channel, at)
        call.direction = IN
        call.customers = [channel.uid]
        call.did = _dialled(channel.exten)
        return call

    def _call_of_extension(self, channel):
        """The call in which an extension's own channel dials."""
        call = self._by_root(channel.uid)
        if call:
            return call
        for call, _attempt in self._of_attempt(channel.uid):
            if not any(self.channels.get(uid) for uid in call.customers):
                return call
        is_first = channel.is_caller or channel.linkedid == channel.uid
        if not (is_first or channel.dialler or channel.is_up):
            return None  # it is about to be dialled
        callid = channel.linkedid if channel.linkedid == channel.uid else channel.uid
        call = self._new_call(callid, channel, channel.born)
        call.placer = channel.extension
        return call

    def _consultation(self, group, person):
        """The call in which somebody asks a colleague beside their own call."""
        first = next((m for m in group if names.halves(m.name)[1] == "1"), group[0])
        call = self._by_root(first.uid)
        if call is None:
            call = self._new_call(first.uid, first, first.born)
            call.placer = person.extension
        return call

    # ---- attempts ----

    def _place(self, dest, at):
        """Add a channel that rings to its call; return False where that is not known."""
        is_told = any(self._of_attempt(dest.uid)) or self._customers_call(dest.uid)
        if is_told or self._by_root(dest.uid):
            return True
        dialler = self.channels.get(dest.dialler)
        if dialler is None and dest.dialler:
            return True
        if dialler is None:
            return self._place_first(dest, at)
        call, is_first_side = self._call_of(dialler, at)
        if call is None:
            return False
        if dest.kind == names.OUTSIDE and self._is_customer(call):
            self._call_customer(call, dest, at)
            return True
        extension = dest.extension or dest.number or names.endpoint_of(dest.name)
        if is_first_side and call.direction is None:
            self._add(call, extension, dest, at)
            return True
        if call.direction is None:
            self._begin_internal(call, at)
        if call.direction == INTERNAL and extension == call.placer:
            return True
        attempt = self._add(call, extension, dest, at)
        if not attempt.is_told:
            self._tell_ring(call, attempt, at)
        return True

    def _place_first(self, dest, at):
        """A program has ``dest`` called; nobody dialled it."""
        if dest.linkedid != dest.uid:
            return True
        if dest.kind == names.EXTENSION:
            expected = self.expected.pop(dest.uid, None)
            call = self._new_call(dest.linkedid, dest, dest.born)
            call.placer = dest.extension
            if expected:
                call.direction, call.phone = OUT, expected
                self._begin_placing(call, dest.extension, dest, dest.born, at)
            return True
        call = self._new_call(dest.linkedid, dest, dest.born)
        self._call_customer(call, dest, at)
        return True

    def _is_customer(self, call):
        """Return whether an outside party that is dialled now is whom the call is for."""
        if call.direction is None:
            return True
        if call.direction != OUT:
            return False
        if any(attempt.is_told and not attempt.is_placing for attempt in call.attempts):
            return False
        parties = [self.channels.get(uid) for uid in call.customers]
        return not any(party and party.is_answered for party in parties)

    def _call_customer(self, call, dest, at):
        call.customers.append(dest.uid)
        is_first = call.direction is None
        call.direction = OUT
        if not call.phone or is_first:
            call.phone = dest.number
        if call.is_told:
            return
        root = self.channels.get(call.root)
        if call.placer:
            self._begin_placing(call, call.placer, root, call.start, at)
            return
        held = list(call.attempts)
        placing = next((a for a in held if self._is_up(a)), None)
        if placing:
            placing.is_placing = True
            call.placer = placing.extension
        if not placing:
            self._tell(call, "init", at, self._first(call, dict(phone=call.phone)))
        for attempt in sorted(held, key=lambda a: a is not placing):
            self._tell_attempt(
                call, attempt, at if attempt is placing else attempt.began
            )
            if attempt.ended is not None:
                self._tell_end(call, attempt, attempt.ended)

    def _begin_placing(self, call, extension, root, start, at):
        attempt = self._add(call, extension, root, start, is_placing=True)
        self._tell_attempt(call, attempt, at)

    def _begin_internal(self, call, at):
        call.direction = INTERNAL
        held = list(call.attempts)
        placing = next((a for a in held if self._is_up(a)), None)
        if placing:
            call.placer = call.placer or placing.extension
            placing.ended = at
        call.phone = call.placer

    def _is_up(self, attempt):
        channels = [self.channels.get(uid) for uid in attempt.channels]
        return any(channel and channel.is_up for channel in channels)

    def _add(self, call, extension, channel, at, is_placing=False):
        """Return the attempt that ``channel`` belongs to: several telephones may ring."""
        for attempt in call.open_attempts:
            if attempt.extension == extension and attempt.answered is None:
                if not attempt.is_placing:
                    attempt.channels.append(channel.uid)
                    return attempt
        count = call.rings[channel.uid] = call.rings.get(channel.uid, 0) + 1
        ring = channel.uid if count == 1 else "%s-%d" % (channel.uid, count)
        attempt = Attempt(extension, ring, at, is_placing)
        attempt.channels = [channel.uid]
        attempt.dialler = channel.dialler
        attempt.recording, channel.recording = channel.recording, ""
        call.attempts.append(attempt)
        return attempt

    def _conclude(self, channel, at):
        """A channel that rang will not answer: end its attempt where it was the last."""
        for call, attempt in list(self._of_attempt(channel.uid)):
            if attempt.is_placing:
                continue
            others = [self.channels.get(uid) for uid in attempt.channels]
            if any(o and o is not channel and not o.outcome for o in others):
                continue
            if attempt.answered is None:
                attempt.status = attempt.status or self._status(channel)
                self._end(call, attempt, at)
        call = self._customers_call(channel.uid)
        if call and call.direction == OUT:
            call.customer_status = self._status(channel)

    def _status(self, channel):
        """Return the status word for a channel that did not answer.

        Whoever a Local channel dials is told CANCEL when that is hung up; how its own
        dial ended is what happened.
        """
        outcome = channel.outcome
        if outcome in ("CANCEL", ""):
            dialler = self.channels.get(channel.dialler)
            half = dialler and self.channels.other_half(dialler)
            upper = (half.outcome if half else "") or self._former_half(dialler)
            outcome = upper if upper in STATUSES else outcome
        if outcome == "FORWARD":
            return SILENT
        return STATUSES.get(outcome) or CAUSES.get(outcome) or "CANCEL"

    def _former_half(self, dialler):
        return getattr(dialler, "half_outcome", "") if dialler else ""

    def _end(self, call, attempt, at):
        """End an attempt: what it was, and how long it talked."""
        if attempt.ended is not None:
            return
        self._stop(attempt, at)
        attempt.ended = at
        self._note_assumed(call, attempt)
        if attempt.is_told:
            self._tell_end(call, attempt, at)

    def _note_assumed(self, call, attempt):
        """Its moment is not known where nobody listened."""
        if self._is_assuming:
            attempt.is_assumed = call.is_assumed = True

    def _stop(self, attempt, at):
        if attempt.talking_since is not None:
            attempt.talk += max(at - attempt.talking_since, 0)
            attempt.talking_since, attempt.talk_stopped = None, at

    # ---- who hears whom ----

    def _settle(self, touched, at):
        """Somebody came or went: compute anew who talks in which call."""
        groups, seen = [], set()
        for channel in touched:
            if channel.uid in seen or self.channels.get(channel.uid) is None:
                continue
            group = self.channels.group(channel)
            seen.update(member.uid for member in group)
            groups.append(group)
        for group in groups:
            self._merge(group, at)
            self._join(group, at)
        self._follow(at)
        for group in groups:
            self._measure(group, at)
        for uid in list(self._pending):
            dest = self.channels.get(uid)
            if dest is None or self._place(dest, at):
                self._pending.remove(uid)

    def _calls_of(self, group):
        """The calls that have a customer in a group, the oldest first."""
        calls = [
            call
            for call in self.calls.values()
            if any(member.uid in call.customers for member in group)
        ]
        return sorted(calls, key=lambda call: call.start)

    def _merge(self, group, at):
        """Two outside parties were put together and nobody of ours is with them: the
        younger call goes on as a part of the older.
        """
        calls = self._calls_of(group)
        ids = {member.uid for member in group}
        if any(
            m.kind == names.EXTENSION and not self._customers_call(m.uid) for m in group
        ):
            return
        for call in calls[1:]:
            # two who called are two calls still: a conference
            if call.direction != OUT or not call.is_told:
                continue
            older = calls[0]
            moved = [uid for uid in call.customers if uid in ids]
            call.customers = [uid for uid in call.customers if uid not in ids]
            number = call.phone
            self._close(call, at)
            for uid in moved:
                channel = self.channels.get(uid)
                attempt = self._add(older, number or channel.number, channel, at)
                self._tell_ring(older, attempt, at)

    def _join(self, group, at):
        """Extensions that stand with a customer are in the customer's call."""
        for call in self._calls_of(group):
            customers = [m for m in group if m.uid in call.customers]
            for member in group:
                if member.kind != names.EXTENSION or member in customers:
                    continue
                if any(member.uid in a.channels for a in call.open_attempts):
                    continue
                same = [
                    a for a in call.open_attempts if a.extension == member.extension
                ]
                if same:
                    same[0].channels.append(member.uid)
                    continue
                self._leave_others(member, call, group, at)
                attempt = self._add(call, member.extension, member, at)
                self._tell_ring(call, attempt, at)

    def _leave_others(self, channel, call, group, at):
        """End what ``channel`` had in calls whose customers do not stand here."""
        for other, attempt in list(self._of_attempt(channel.uid)):
            if other is call or any(m.uid in other.customers for m in group):
                continue
            self._end(other, attempt, at)
            self._check_over(other, at)

    def _follow(self, at):
        """What rings over a Local channel belongs to whoever stands at its other end."""
        for call in list(self.calls.values()):
            for attempt in call.open_attempts:
                dialler = self.channels.get(attempt.dialler)
                if dialler is None or dialler.kind != names.LOCAL:
                    continue
                if attempt.answered is not None or attempt.is_placing:
                    continue
                other = self._call_of(dialler, at)[0]
                if other and other is not call and other.customers and attempt.is_told:
                    self._move(call, attempt, other, at)

    def _move(self, call, attempt, other, at):
        channels = [self.channels.get(uid) for uid in attempt.channels]
        attempt.status = "CANCEL"
        self._end(call, attempt, at)
        moved = None
        for channel in channels:
            if channel:
                moved = self._add(other, attempt.extension, channel, at)
        if moved:
            self._tell_ring(other, moved, at)
        self._check_over(call, at)

    def _measure(self, group, at):
        """Begin and stop the talks of those in a group."""
        ids = {member.uid for member in group}
        for call in list(self.calls.values()):
            for attempt in call.open_attempts:
                if ids.intersection(attempt.channels) and call.direction:
                    self._measure_attempt(call, attempt, at)

    def _measure_attempt(self, call, attempt, at):
        is_talking = any(self._talks(call, attempt, uid) for uid in attempt.channels)
        if not is_talking:
            self._stop(attempt, at)
            return
        if attempt.talking_since is not None:
            return
        # what is told again counts once
        attempt.talking_since = max(at, attempt.talk_stopped or at)
        self._note_assumed(call, attempt)
        if call.answered is None:
            call.answered = at
            call.is_answer_assumed = self._is_assuming
        if attempt.answered is None:
            attempt.answered = at
            attempt.is_answer_assumed = self._is_assuming
            if attempt.is_told:
                self._tell_attempt(call, attempt, at, event="ANSWER")

    def _talks(self, call, attempt, uid):
        channel = self.channels.get(uid)
        if channel is None:
            return False
        others = [m for m in self.channels.group(channel) if m is not channel]
        if call.direction == INTERNAL:
            return any(
                m.is_party and m.uid not in attempt.channels and m.is_up for m in others
            )
        return any(m.uid in call.customers for m in others)

    def _gone(self, channel, at):
        """A channel has hung up: what ends with it."""
        half = self.channels.other_half(channel)
        if half is not None:
            half.half_outcome = channel.outcome
        for call, attempt in list(self._of_attempt(channel.uid)):
            attempt.channels.remove(channel.uid)
            if any(self.channels.get(uid) for uid in attempt.channels):
                self._measure_attempt(call, attempt, at)
                continue
            if attempt.answered is None and not attempt.is_placing:
                attempt.status = attempt.status or self._status(channel)
            if not attempt.is_placing or attempt.answered is not None:
                self._end(call, attempt, at)
        for call in [c for c in self.calls.values() if channel.uid in c.customers]:
            if call.direction == OUT and channel.outcome:
                call.customer_status = call.customer_status or self._status(channel)
        for call in list(self.calls.values()):
            self._check_over(call, at)

    def _check_over(self, call, at):
        """Close a call that nothing more can become of."""
        if call.is_over:
            return
        root = self.channels.get(call.root)
        customers = [uid for uid in call.customers if self.channels.get(uid)]
        if call.direction == IN:
            is_over = not customers
        elif call.direction == OUT:
            is_over = not customers and (root is None or not root.is_party)
            if is_over and root is not None and not call.customer_status:
                is_over = not any(self._is_up(a) for a in call.open_attempts)
        elif root is None or (root.kind == names.LOCAL and call.direction):
            is_over = not call.open_attempts
        else:
            is_over = False
        if is_over:
            self._close(call, at)

    def _close(self, call, at):
        """A call is over: end what is open, tell the end, forget it."""
        for attempt in call.open_attempts:
            if attempt.answered is None and not attempt.status:
                if attempt.is_placing:
                    attempt.status = call.customer_status or "CANCEL"
                else:
                    channel = next(map(self.channels.get, attempt.channels), None)
                    has_word = channel is not None and channel.outcome
                    attempt.status = self._status(channel) if has_word else "CANCEL"
            self._end(call, attempt, at)
        if call.direction == IN and not call.is_told:
            self._tell_arrival(call, at)
        if call.is_told:
            self._tell_over(call, at)
        self._forget(call)

    # ---- beside the talk ----

    def _note_recording(self, channel, name, at):
        """MixMonitor writes a file: of one extension's part, or of the call."""
        for call, attempt in self._of_attempt(channel.uid):
            if not attempt.recording:
                attempt.recording = name
                return
            call.recordings.append(name)
            return
        call = self._call_of(channel, at)[0]
        if call is None:
            channel.recording = name  # it does not ring yet
        elif name not in call.recordings:
            call.recordings.append(name)

    def _note_failed_dial(self, channel, status, at):
        """Dial found no telephone and no trunk: there was no DialBegin."""
        if channel.application != "Dial":
            return
        channel.has_dialled = True
        targets = channel.data.split(",")[0].split("&")
        call = self._call_of(channel, at)[0]
        if call is None:
            return
        for target in targets:
            kind, extension = self.channels.names.who(target + "-0")
            number = names.number_of(target)
            if kind == names.EXTENSION and not names.trunk_of(target):
                if call.direction is None:
                    self._begin_internal(call, at)
                self._note_failed(call, extension, channel, status, at)
            elif kind in (names.EXTENSION, names.OUTSIDE) and number:
                if call.direction is None and call.placer:
                    call.direction, call.phone = OUT, number
                    self._begin_placing(call, call.placer, channel, call.start, at)
                if call.direction == OUT:
                    call.customer_status = STATUSES[status]
                elif call.direction:
                    self._note_failed(call, number, channel, status, at)

    def _note_failed(self, call, extension, channel, status, at):
        count = call.rings[channel.uid] = call.rings.get(channel.uid, 0) + 1
        attempt = Attempt(extension, "%s-%d" % (channel.uid, count), at)
        attempt.status = STATUSES[status]
        call.attempts.append(attempt)
        self._tell_ring(call, attempt, at)
        self._end(call, attempt, at)

    def _note_variable(self, channel, name, value, at):
        call = self._call_of(channel, at)[0]
        if call is None or call.variables.get(name) == value:
            return
        if name not in call.variables and len(call.variables) >= MAX_VARIABLES:
            return
        call.variables[name] = value[:128]
        if call.is_told and call.attempts:
            self._tell(call, "call_info", at, self._with_variables(call, {}))

    # ---- events ----

    def _tell(self, call, name, at, fields):
        call.is_told = True
        event = {"name": name, "callid": call.callid, "at": _time(at)}
        event.update(
            (key, value) for key, value in fields.items() if value not in ("", None)
        )
        self._events.append(event)

    def _with_variables(self, call, fields):
        fields.update(("var_" + name, value) for name, value in call.variables.items())
        return fields

    def _first(self, call, fields):
        """What the first event of a call tells beside."""
        if not call.is_told:
            fields.update(calldate=_time(call.start), did=call.did, parent=call.parent)
        return self._with_variables(call, fields)

    def _tell_arrival(self, call, at, **more):
        phone = self._phone(call)
        self._tell(
            call, "call_in", call.start, self._first(call, dict(phone=phone, **more))
        )

    def _phone(self, call):
        if call.direction == IN and not call.phone:
            customer = self.channels.get(call.customers[0]) if call.customers else None
            call.phone = (customer.number if customer else "") or "unknown"
        return call.phone

    def _tell_ring(self, call, attempt, at):
        if call.direction == IN and not call.is_told:
            self._tell_arrival(call, at)
        self._tell_attempt(call, attempt, at)

    def _tell_attempt(self, call, attempt, at, **more):
        """Tell a ring, or with ``event`` its answer."""
        attempt.is_told = True
        fields = self._first(
            call,
            dict(
                extension=attempt.extension,
                ring=attempt.ring,
                phone=self._phone(call),
                queue=call.queue_now,
            ),
        )
        fields.update(more)
        self._tell(call, "init" if attempt.is_placing else "call_in", at, fields)

    def _tell_end(self, call, attempt, at):
        fields = dict(
            extension=attempt.extension,
            ring=attempt.ring,
            phone=self._phone(call),
            status=attempt.status or ("ANSWERED" if attempt.answered else "CANCEL"),
            recordingfile=attempt.recording,
            assumed="1" if attempt.is_assumed else "",
        )
        if attempt.answered is not None:
            fields["status"] = "ANSWERED"
            # who was told of the answer before knows better
            if not attempt.is_answer_assumed:
                fields["billsec"] = _seconds(attempt.talk)
            at = attempt.talk_stopped if attempt.talk_stopped is not None else at
        fields["duration"] = _seconds(at - attempt.began)
        self._tell(call, "call_end", at, fields)

    def _tell_over(self, call, at):
        fields = dict(
            phone=self._phone(call),
            status=self._outcome(call),
            duration=_seconds(at - call.start),
            calldate=_time(call.start),
            queue=call.queue,
            did=call.did,
            recordingfile=call.recordings[0] if call.recordings else "",
            assumed="1" if call.is_assumed or self._is_assuming else "",
        )
        if call.direction == IN and not call.is_answer_assumed:
            until = call.answered if call.answered is not None else call.voicemail
            fields["holdtime"] = _seconds((at if until is None else until) - call.start)
        self._tell(call, "call_end", at, self._with_variables(call, fields))
        for name in call.recordings[1:]:
            self._tell(call, "call_info", at, dict(recordingfile=name))

    def _outcome(self, call):
        """Return the status word of the call as a whole."""
        if call.answered is not None:
            return "ANSWERED"
        if call.voicemail is not None:
            return "VOICEMAIL"
        statuses = [a.status for a in call.attempts if not a.is_placing]
        if call.direction == OUT:
            return call.customer_status or "CANCEL"
        if call.refusal:
            return call.refusal
        if call.has_caller_left or call.has_abandoned:
            # a dialplan that ends after its Dial says busy without a step of its own
            last = call.attempts[-1] if statuses else None
            if last and last.status in REFUSALS.values() and last.ended:
                if last.ended >= call.stepped and not call.queue:
                    return last.status
            is_ringing = statuses and statuses[-1] == "CANCEL"
            return "CANCEL" if is_ringing and not call.queue else "ABANDON"
        for word in ("NO ANSWER", "BUSY", "CANCEL", "CONGESTION", "CHANUNAVAIL"):
            if word in statuses:
                return word
        return "NO ANSWER"


def _dialled(exten):
    """Return the number that a caller dialled, '' for a name of the dialplan."""
    return exten if exten[:1].isdigit() or exten[:1] == "+" else ""


def _time(at):
    return "%.6f" % at


def _seconds(value):
    return "%.3f" % max(value, 0)
