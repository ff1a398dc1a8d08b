"""`./dev asterisk`: a real Asterisk, the gateway and a real Odoo: calls, orders, a storm."""

import argparse
import importlib.util
import json
import os
import statistics
import sys
import time
from dataclasses import dataclass

from gateway import settings

from . import exchange, gateway, processes
from .agents import CARD, STATE, Office
from .console import complain, say, step
from .exchange import Exchange
from .inside import run_module
from .measurements import record
from .proxy import HOST, Proxy
from .trial import trial

LOGINS = {"101": "lan", "102": "minh", "103": "hoa"}
PATIENCE = 20.0
WITHIN = 1.0  # second
BETWEEN_DIALS = 5.2  # seconds, of one user
STORM_CALLS, STORM_SECONDS = 60, 20.0
# what happens in a storm, seconds after its beginning
HANGS, REFUSES, BACK, RESTARTS = 3.0, 13.0, 23.0, 12.0
KILLS = (2.0, 6.0, 10.0, 14.0, 18.0)
# gives orders as an agent's click does; a line of JSON each, in and out
SHELL = """
import json, time
pbx = env.ref("callcenter.pbx_demo")
pbx.dial_way = "gateway"
env.cr.commit()
calls, orders = env["callcenter.call"], env["callcenter.order"]
with open({inbox!r}) as inbox, open({outbox!r}, "w", buffering=1) as outbox:
    for line in inbox:
        wanted, clicked = json.loads(line), time.time()
        user = env["res.users"].search([("login", "=", wanted["login"])])
        extension = pbx.extension_ids.filtered(lambda x: x.user_id == user)[:1]
        arguments = [
            calls._find(pbx, x["callid"]) if isinstance(x, dict) else x
            for x in wanted["arguments"]
        ]
        try:
            order = getattr(orders.with_user(user), "_" + wanted["kind"])(
                extension.with_user(user), *arguments)
            env.cr.commit()
            told = dict(id=order.id, at=clicked)
        except Exception as error:
            env.cr.rollback()
            told = dict(error=str(error))
        outbox.write(json.dumps(told) + chr(10))
"""


def main(arguments):
    """Run it; returns 0 when every call and order came out as it was."""
    options = parse(arguments)
    if options.setup:
        exchange.set_up()
        return 0
    if reason := exchange.why_not():
        say(f"./dev asterisk skipped: {reason}")
        return 0
    if importlib.util.find_spec("playwright") is None:
        return run_module("asterisk", arguments)
    with trial("asterisk") as run:
        run.start(options.workers)
        scene = Scene(run, has_cel=not options.no_cel)
        try:
            scene.start()
            return scene.run(options)
        finally:
            scene.close()


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="./dev asterisk",
        description="Real calls through the gateway into Odoo, and Odoo's orders back;"
        " needs root and the Asterisk that --setup installs (or CALLCENTER_ASTERISK).",
    )
    parser.add_argument("--setup", action="store_true", help="install Asterisk, once")
    parser.add_argument("--workers", type=int, default=2, help="0: the threaded server")
    parser.add_argument("--dials", type=int, default=9, help="how many are measured")
    parser.add_argument(
        "--no-cel", action="store_true", help="what nobody heard is assumed"
    )
    parser.add_argument("--storm", action="store_true", help="60 calls, faults beside")
    parser.add_argument(
        "--record", action="store_true", help="write the result to docs/measurements.md"
    )
    return parser.parse_args(arguments)


# ---- calls, each with what has to become of it ----


@dataclass
class Truth:
    """What really happened.

    :param legs: disposition by extension
    :param talk: seconds, None: not judged
    """

    direction: str
    disposition: str
    legs: dict
    talk: float | None = None
    queue: str = ""
    is_recorded: bool = False


def answered(place, number):
    """101 answers, they talk for three seconds."""
    place.telephones["101"].behave(answers_after=1)
    return talk(place, place.trunk, "1", number, {"101": "answered"})


def nobody(place, number):
    """101 rings for eight seconds."""
    place.trunk.dial("1", number).wait("ended")
    return Truth("incoming", "no_answer", {"101": "no_answer"})


def busy(place, number):
    """101 is busy."""
    place.telephones["101"].behave(is_busy=True)
    place.trunk.dial("1", number).wait("ended")
    return Truth("incoming", "busy", {"101": "busy"})


def given_up(place, number):
    """The caller gives up after two seconds."""
    call = place.trunk.dial("1", number)
    call.wait("rang")
    time.sleep(2)
    place.trunk.hang_up(call)
    return Truth("incoming", "cancelled", {"101": "cancelled"})


def group(place, number):
    """Three ring, 102 answers."""
    place.telephones["102"].behave(answers_after=1)
    lost = dict.fromkeys(("101", "103"), "answered_elsewhere")
    return talk(place, place.trunk, "2", number, {"102": "answered", **lost})


def queue(place, number):
    """101 does not answer for the queue, 102 does."""
    place.telephones["102"].behave(answers_after=1)
    call = place.trunk.dial("3", number)
    there = place.telephones["102"].rings()
    there.wait("answered")
    time.sleep(3)
    place.trunk.hang_up(call)
    legs = {"101": "no_answer", "102": "answered"}
    return Truth("incoming", "answered", legs, 3, queue="900")


def queue_given_up(place, number):
    """101 rings for the queue, the caller gives up after three seconds."""
    call = place.trunk.dial("3", number)
    place.telephones["101"].rings()
    time.sleep(3)
    place.trunk.hang_up(call)
    return Truth("incoming", "abandoned", {"101": "cancelled"}, queue="900")


def next_one(place, number):
    """101 does not answer, then 102 does."""
    place.telephones["102"].behave(answers_after=1)
    legs = {"101": "no_answer", "102": "answered"}
    return talk(place, place.trunk, "4", number, legs)


def mobile(place, number):
    """101 does not answer, then the dialplan calls a mobile."""
    place.trunk.behave(answers_after=1)
    legs = {"101": "no_answer", "0900111222": "answered"}
    return talk(place, place.trunk, "5", number, legs)


def recorded(place, number):
    """101 answers, and the call is recorded."""
    place.telephones["101"].behave(answers_after=1)
    truth = talk(place, place.trunk, "6", number, {"101": "answered"})
    truth.is_recorded = True
    return truth


def group_one_busy(place, number):
    """Three are called: 101 is busy, 103 answers."""
    place.telephones["101"].behave(is_busy=True)
    place.telephones["103"].behave(answers_after=1)
    legs = {"101": "busy", "102": "answered_elsewhere", "103": "answered"}
    return talk(place, place.trunk, "2", number, legs)


def placed_in_vain(place, number):
    """101 calls out, and the customer is busy."""
    place.trunk.behave(is_busy=True)
    place.telephones["101"].dial(number).wait("ended")
    return Truth("outgoing", "busy", {"101": "busy"})


def placed(place, number):
    """101 calls out."""
    place.trunk.behave(answers_after=1)
    call = place.telephones["101"].dial(number)
    call.wait("answered")
    time.sleep(3)
    place.telephones["101"].hang_up(call)
    return Truth("outgoing", "answered", {"101": "answered"}, 3)


def talk(place, caller, target, number, legs):
    """Let a call be answered and talk for three seconds."""
    call = caller.dial(target, number)
    call.wait("answered")
    time.sleep(3)
    caller.hang_up(call)
    return Truth("incoming", "answered", legs, 3)


CALLS = (
    *(answered, nobody, busy, given_up, group, group_one_busy, next_one, mobile),
    *(recorded, queue, queue_given_up, placed, placed_in_vain),
)


# ---- all of it ----


class Scene:
    """Asterisk, gateway, proxy and Odoo."""

    def __init__(self, run, has_cel=True):
        self.odoo, self.has_cel = run, has_cel
        self.folder = run.place.folder
        self.place = Exchange()
        self.proxy = Proxy(run.port, run.ports[1].number)
        self.gateway = self.shell = None
        self.faults, self.lines = [], []
        self._program = gateway.build()
        self._configure()

    def _configure(self):
        text = settings.example(f"http://{HOST}:{self.proxy.port}", self.odoo.token)
        for before, after in (
            ("port = 5038", f"port = {exchange.AMI}"),
            ("secret =", f"secret = {exchange.SECRET}"),
            ("cel_csv =", f"cel_csv = {self.place.cel if self.has_cel else ''}"),
            ("/var/lib/callcenter-gateway/", f"{self.folder}/"),
        ):
            text = text.replace(before, after, 1)
        self._config = self.folder / "gateway.conf"
        self._config.touch(mode=0o600)
        self._config.write_text(text)
        for name in ("spool.db", "spool.db-wal", "spool.db-shm", "in", "out"):
            (self.folder / name).unlink(missing_ok=True)

    def start(self):
        """Start the exchange, the gateway, and who gives orders."""
        with step("Asterisk and the gateway"):
            self.place.start()
            self.start_gateway()
            self._start_shell()
            self.wait_for("gateway_seen_date IS NOT NULL", "callcenter_pbx")
            until = time.monotonic() + PATIENCE
            while not self.proxy.has_websocket and time.monotonic() < until:
                time.sleep(0.2)

    def start_gateway(self):
        """Start the gateway."""
        command = [sys.executable, self._program, "--config", self._config]
        log = open(self.folder / "gateway.log", "a")  # noqa: SIM115 - the child's
        self.gateway = processes.start(command, stdout=log, stderr=log)

    def _start_shell(self):
        names = {name: str(self.folder / name[:-3]) for name in ("inbox", "outbox")}
        script = self.folder / "shell.py"
        script.write_text(SHELL.format(**names))
        for path in names.values():
            if not os.path.exists(path):
                os.mkfifo(path)
        place = self.odoo.place
        with open(script) as text, open(self.folder / "shell.log", "w") as log:
            self.shell = processes.start(
                place.odoo("shell", "-d", self.odoo.database, "--no-http"),
                env=place.environment(database=self.odoo.database),
                stdin=text,
                stdout=log,
                stderr=log,
            )
        self._inbox = open(names["inbox"], "w", buffering=1)  # noqa: SIM115
        self._outbox = open(names["outbox"])  # noqa: SIM115

    def close(self):
        """Leave nothing running."""
        for child in (self.shell, self.gateway):
            if child:
                processes.stop(child)
        self.proxy.go_away()
        self.place.close()

    def run(self, options):
        """Everything; returns the exit code."""
        self.tell_calls()
        self.show_cards()
        self.give_orders(options.dials)
        if options.storm:
            self.storm()
        websocket = "passes" if self.proxy.has_websocket else "is not asked for"
        self.note(f"{options.workers} workers; the websocket {websocket}.")
        if options.record:
            wrong = "".join(f"- ✗ {fault}\n" for fault in self.faults)
            text = "\n".join(f"- {line}" for line in self.lines)
            record(self.odoo, "A real Asterisk", f"{text}\n{wrong}")
        say("✗" if self.faults else "✓ every call and order came out as it was")
        return bool(self.faults)

    def note(self, line):
        """Keep a line of the result."""
        say(line)
        self.lines.append(line)

    def expect(self, is_right, fault):
        """Keep a fault where something is not right."""
        if not is_right:
            complain(f"✗ {fault}")
            self.faults.append(fault)
        return is_right

    def wait_for(self, condition, table="callcenter_call", patience=PATIENCE):
        """Wait until a row of the database is so; return its id, or None."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            sql = f"SELECT id FROM {table} WHERE {condition} ORDER BY id DESC LIMIT 1"
            if found := self.odoo.query(sql):
                return int(found)
            time.sleep(0.2)
        return None

    def read_call(self, number):
        """Return the calls with a number, as dicts with their legs."""
        found = self.odoo.query(
            "SELECT coalesce(json_agg(row_to_json(x)), '[]') FROM ("
            " SELECT c.id, c.state, c.direction, c.disposition, c.queue, c.callid,"
            " CASE WHEN c.is_talk_known THEN c.talk_duration END AS talk,"
            " c.is_end_assumed AS assumed, u.login, c.recording_url IS NOT NULL AS recorded,"
            " (SELECT json_object_agg(l.number, l.disposition ORDER BY l.id)"
            "  FROM callcenter_call_leg l WHERE l.call_id = c.id) AS legs"
            " FROM callcenter_call c LEFT JOIN res_users u ON u.id = c.dialled_by_id"
            f" WHERE c.phone LIKE '%{number[-9:]}') x"
        )
        return json.loads(found)

    # ---- calls ----

    def tell_calls(self):
        """Place each kind of call, and compare what Odoo has of it."""
        for index, scenario in enumerate(CALLS):
            number = f"09123450{index:02}"
            self.place.quiet()
            truth = scenario(self.place, number)
            said = f"state = 'ended' AND phone LIKE '%{number[-9:]}'"
            self.wait_for(said)
            time.sleep(0.5)
            self.compare(scenario.__name__, self.read_call(number), truth)
        self.note(f"{len(CALLS)} kinds of calls, one after the other.")

    def compare(self, name, calls, truth):
        """Compare what Odoo has with what happened."""
        if not self.expect(len(calls) == 1, f"{name}: {len(calls)} calls"):
            return
        [call] = calls
        for key in ("direction", "disposition", "legs"):
            wanted = getattr(truth, key)
            self.expect(call[key] == wanted, f"{name}: {key} {call[key]}, not {wanted}")
        if truth.queue:
            self.expect(call["queue"] == truth.queue, f"{name}: queue {call['queue']}")
        is_recorded = call["recorded"] == truth.is_recorded
        self.expect(is_recorded, f"{name}: recorded {call['recorded']}")
        if truth.talk is not None:
            is_near = (
                call["talk"] is not None and abs(call["talk"] - truth.talk) <= WITHIN
            )
            self.expect(is_near, f"{name}: talk {call['talk']}, not {truth.talk}")

    # ---- cards ----

    def show_cards(self):
        """Two agents, each in a browser, see a ring group, its answer, and an order."""
        from .browser import Browser  # where Playwright is

        office = Office(self.odoo)
        office.server = f"http://{HOST}:{self.proxy.port}"  # websockets, too
        with Browser() as lan, Browser() as minh:
            office.sit_down(lan, "lan")
            office.sit_down(minh, "minh")
            self.place.quiet()
            call = self.place.trunk.dial("2", "0978123001")
            call.wait("rang")
            for browser in (lan, minh):
                browser.wait_for(STATE % "ringing")
            delay = time.time() - call.rang
            self.place.telephones["102"].behave_now(answers_after=0)
            minh.wait_for(STATE % "ongoing")
            lan.wait_for(STATE % "ended")
            self.place.trunk.hang_up(call)
            minh.wait_for(STATE % "ended")
            self.place.quiet()
            lan.evaluate("location.reload()")
            lan.wait_gone(CARD)
            lan.wait_for(".o_action_manager > *")
            self.place.telephones["101"].behave(answers_after=0.3)
            told = self.order("101", "dial", "0978123002")
            mine = self.place.telephones["101"].rings()
            self.expect(mine, "the clicked call does not ring")
            lan.wait_for(CARD)
            if mine and "id" in told:
                self.place.telephones["101"].hang_up(mine)
            time.sleep(BETWEEN_DIALS)
            self.expect(not lan.problems + minh.problems, f"{lan.problems}")
        self.note(
            f"Cards of a ring group in two browsers, {delay * 1000:.0f} ms after the ring at"
            " most; the answer and the other's end on them; the card of a clicked call."
        )

    # ---- orders ----

    def order(self, number, kind, *arguments):
        """Give an order as the user of an extension; return ``{"id", "at"}``."""
        wanted = {"login": LOGINS[number], "kind": kind, "arguments": arguments}
        self._inbox.write(json.dumps(wanted) + "\n")
        told = json.loads(self._outbox.readline())
        self.expect("id" in told, f"{kind} of {number}: {told.get('error')}")
        return told

    def give_orders(self, dials):
        """Dial and measure, hang up, pause."""
        delays = [self.dial(index) for index in range(dials)]
        delays = [delay for delay in delays if delay is not None]
        if delays:
            self.note(
                f"From an order to the first ring, {len(delays)} times: median"
                f" {statistics.median(delays) * 1000:.0f} ms, at most"
                f" {max(delays) * 1000:.0f} ms."
            )
        self.hang_up()
        self.transfer()
        self.pause()

    def dial(self, index):
        """Dial: the agent's telephone rings, then the customer's; they talk for 2 s."""
        extension = ("101", "102", "103")[index % 3]
        number = f"09234560{index:02}"
        self.place.quiet()
        telephone, trunk = self.place.telephones[extension], self.place.trunk
        telephone.behave(answers_after=0.3)
        trunk.behave(answers_after=0.3)
        began = time.time()
        told = self.order(extension, "dial", number)
        if "id" not in told:
            return None
        mine = telephone.rings()
        if not self.expect(mine, f"dial {index}: {extension} does not ring"):
            return None
        theirs = trunk.rings()
        if self.expect(theirs, f"dial {index}: nobody is called"):
            is_later = theirs.rang > mine.answered
            self.expect(is_later, f"dial {index}: the customer rang first")
            theirs.wait("answered")
            time.sleep(2)
            telephone.hang_up(mine)
        self.wait_for(f"id = {told['id']} AND state = 'done'", "callcenter_order")
        call = self.wait_for(f"state = 'ended' AND phone LIKE '%{number[-9:]}'")
        time.sleep(0.3)
        truth = Truth("outgoing", "answered", {extension: "answered"}, 2)
        calls = self.read_call(number)
        self.compare(f"dial {index}", calls, truth)
        user = calls and calls[0]["login"]
        self.expect(user == LOGINS[extension], f"dial {index}: dialled by {user}")
        is_joined = f"id = {told['id']} AND call_id = {call or 0} AND state = 'done'"
        is_done = self.wait_for(is_joined, "callcenter_order", 3)
        self.expect(is_done, f"dial {index}: the order is not done, or has no call")
        time.sleep(max(0.0, began + BETWEEN_DIALS / 3 - time.time()))
        return mine.rang - told["at"]

    def hang_up(self):
        """A call is ended from Odoo."""
        self.place.quiet()
        self.place.telephones["101"].behave(answers_after=0.2)
        call = self.place.trunk.dial("1", "0934567001")
        call.wait("answered")
        where = "state = 'ongoing' AND phone LIKE '%934567001'"
        self.expect(self.wait_for(where), "hang up: no call")
        [known, *_more] = self.read_call("0934567001") or [{"callid": ""}]
        self.order("101", "hang_up", {"callid": known["callid"]})
        self.expect(call.wait("ended", 5), "hang up: the call goes on")

    def transfer(self):
        """A call is handed on to a colleague from Odoo."""
        self.place.quiet()
        self.place.telephones["101"].behave(answers_after=0.2)
        self.place.telephones["102"].behave(answers_after=1)
        call = self.place.trunk.dial("1", "0934567002")
        call.wait("answered")
        where = "state = 'ongoing' AND phone LIKE '%934567002'"
        self.expect(self.wait_for(where), "transfer: no call")
        [known, *_more] = self.read_call("0934567002") or [{"callid": ""}]
        time.sleep(2)
        self.order("101", "transfer", {"callid": known["callid"]}, "102")
        theirs = self.place.telephones["102"].rings()
        if self.expect(theirs, "transfer: 102 does not ring"):
            theirs.wait("answered")
            time.sleep(2)
        self.place.trunk.hang_up(call)
        self.wait_for("state = 'ended' AND phone LIKE '%934567002'")
        legs = {"101": "answered", "102": "answered"}
        truth = Truth("incoming", "answered", legs, 4)
        self.compare("transfer", self.read_call("0934567002"), truth)

    def pause(self):
        """Paused in Odoo, the queue leaves the agent out; resumed, it rings again."""
        for kind, first in (("pause", "102"), ("resume", "101")):
            told = self.order("101", kind)
            done = f"id = {told.get('id', 0)} AND state = 'done'"
            self.expect(self.wait_for(done, "callcenter_order"), f"{kind}: not done")
            self.place.quiet()
            call = self.place.trunk.dial("3", "0945678001")
            rung = self.place.telephones[first].rings(6)
            self.expect(rung, f"{kind}: {first} does not ring")
            if kind == "pause":
                is_left_out = not self.place.telephones["101"].rings(0.5)
                self.expect(is_left_out, "pause: the queue rings who is paused")
            self.place.trunk.hang_up(call)
            status = {"pause": "paused", "resume": "available"}[kind]
            where = f"end_date IS NULL AND status = '{status}' AND source = 'odoo'"
            is_so = self.wait_for(where, "callcenter_agent_status", 5)
            self.expect(is_so, f"{kind}: the agent is not {status}")

    # ---- a storm ----

    def storm(self):
        """60 calls in 20 s, three telephones each, and everything fails beside."""
        quiet = self._ring_delays([], 10)
        self.place.quiet()
        self.place.telephones["102"].behave(answers_after=1)
        faults = sorted(
            [(HANGS, self._hang), (REFUSES, self.proxy.go_away)]
            + [(BACK, self.proxy.come_back), (RESTARTS, self._restart_exchange)]
            + [(at, self._kill_gateway) for at in KILLS]
        )
        calls = []
        delays = self._ring_delays(calls, STORM_CALLS, STORM_SECONDS, faults)
        for _at, fault in faults:
            fault()
        self._judge_storm(calls)
        self.note(
            "To the first ring in a storm: median"
            f" {statistics.median(delays) * 1000:.0f} ms, before it"
            f" {statistics.median(quiet) * 1000:.0f} ms."
        )

    def _ring_delays(self, calls, count, seconds=5.0, faults=()):
        """Place calls to all three telephones; return how long each first ring took."""
        began, live = time.time(), []
        while len(calls) < count or live:
            now = time.time() - began
            while faults and faults[0][0] <= now:
                faults.pop(0)[1]()
            if len(calls) < count and now >= len(calls) * seconds / count:
                number = f"0956{count:02}{len(calls):04}"
                call = self.place.trunk.dial("2", number)
                call.dialled, call.caller = time.time(), number
                calls.append(call)
                live.append(call)
            for call in list(live):
                age = time.time() - (call.answered or call.dialled)
                # of a call that Asterisk forgot no word comes any more
                if call.ended or age > 12:
                    live.remove(call)
                elif age > (1.5 if call.answered else 8.0):
                    self.place.trunk.hang_up(call)
            time.sleep(0.01)
        return [call.rang - call.dialled for call in calls if call.rang]

    def _hang(self):
        self.proxy.is_hanging = True

    def _kill_gateway(self):
        self.gateway.kill()
        self.gateway.wait()
        self.start_gateway()

    def _restart_exchange(self):
        self._restarted = time.time()
        self.place.stop()
        self.place.start()

    def _judge_storm(self, calls):
        rang = [call for call in calls if call.rang]
        waiting = "state != 'ended' AND phone LIKE '%956%'"
        until = time.time() + 120
        while time.time() < until:
            missing = [c for c in rang if not self.read_call(c.caller)]
            if not missing and not self.odoo.query(
                f"SELECT id FROM callcenter_call WHERE {waiting} LIMIT 1"
            ):
                break
            time.sleep(2)
        lost = doubled = left = wrong = assumed = 0
        for call in rang:
            found = self.read_call(call.caller)
            lost += not found
            doubled += len(found) > 1
            left += any(row["state"] != "ended" for row in found)
            if len(found) != 1 or not call.answered:
                continue
            spoke = (call.ended or self._restarted) - call.answered
            known = found[0]["talk"]
            if known is None or abs(known - spoke) > WITHIN:
                assumed += bool(found[0]["assumed"])
                wrong += not found[0]["assumed"]
        self.note(
            f"A storm of {len(calls)} calls in {STORM_SECONDS:.0f} s, {len(rang)} of them"
            f" rang (Asterisk was started again), Odoo hung and away for 20 s, gateway"
            f" killed {len(KILLS)} times: {lost} lost, {doubled} doubled, {left} left"
            f" open; talk {wrong} times wrong, {assumed} times marked as assumed."
        )
        self.expect(not lost + doubled + left + wrong, self.lines[-1])


if __name__ == "__main__":
    from .cli import guarded

    sys.exit(guarded(main, sys.argv[1:]))
