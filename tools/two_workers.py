"""What two workers of a prefork server have in common: tokens, settings, owners, limits.

Each worker keeps what it has read; no test's cursor can be in another process. After each
change every answer has to be by what was written, whichever worker gives it.
"""

import http.client
import json
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from .console import say, step
from .trial import ENDPOINTS, HOST, trial

AT_ONCE = 8
WARM, ASKED = 40, 40
# names a minute that each connection is told, by all workers together
LIMIT = 300
LOOKUPS = 700
CONNECTION, EXTENSION = "callcenter.pbx", "callcenter.extension"


class Server:
    """The server, asked by many at once.

    :param run: a `trial.Trial` that has started
    """

    def __init__(self, run):
        self.run = run
        self.threads = ThreadPoolExecutor(AT_ONCE)
        self.lock = threading.Lock()

    def post(self, endpoint, params, token):
        """Return (status, answer) of one event, each on a connection of its own: any
        worker may take it.
        """
        headers = {"Authorization": f"Bearer {token}"}
        return self._send(f"{ENDPOINTS}/{endpoint}", params, headers)

    def many(self, endpoint, all_params, token):
        """Return what `post` does for many, some of them at the same time."""
        return list(
            self.threads.map(lambda one: self.post(endpoint, one, token), all_params)
        )

    def call(self, model, method, *args):
        """Call a method of a model as the administrator, as browsers do."""
        arguments = [self.run.database, 2, "admin", model, method, args]
        params = {"service": "object", "method": "execute_kw", "args": arguments}
        asked = {"jsonrpc": "2.0", "method": "call", "params": params}
        _status, answer = self._send("/jsonrpc", asked, {})
        if "result" not in answer:
            raise RuntimeError(str(answer)[:500])
        return answer["result"]

    def _send(self, path, params, headers):
        connection = http.client.HTTPConnection(HOST, self.run.port, timeout=60)
        try:
            kind = {"Content-Type": "application/json"}
            connection.request("POST", path, json.dumps(params), {**kind, **headers})
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()


def main(_arguments):
    """Try all on a server of its own; returns 1 where one was wrong."""
    with trial("workers") as run:
        run.start(workers=2)
        return 1 if check(run) else 0


def check(run):
    """Try all on a `trial.Trial` with two workers; returns what was wrong, as texts."""
    server = Server(run)
    wrong = []
    for title, attempt in (
        ("A token that was replaced", try_token),
        ("A setting that was changed", try_setting),
        ("An extension that changed hands", try_owner),
        ("Names a minute", try_names),
    ):
        with step(f"Two workers: {title}"):
            told, is_right = attempt(server)
        say(f"  {'✓' if is_right else '✗'} {title}: {told}")
        wrong += [] if is_right else [f"{title}: {told}"]
    return wrong


def try_token(server):
    """Replace the token: from the next request on the new one counts, and it alone."""
    old, counts = server.run.token, Counter()
    asked = [{"callid": "none"}] * WARM
    for _ in range(3):
        server.many("call_info", asked, old)
        new = server.call(CONNECTION, "generate_token", [1])
        for name, token in (("old", old), ("new", new)):
            answers = server.many("call_info", asked, token)
            counts.update((name, status) for status, _answer in answers)
        old = new
    server.run.token = old
    is_right = counts == {("old", 401): 3 * WARM, ("new", 404): 3 * WARM}
    return _in_words(counts), is_right


def try_setting(server):
    """Switch the answering of lookups on and off."""
    counts = Counter()
    asked = [{"phone": "0989464999"}] * ASKED
    for is_on in (False, True, False):
        server.call(CONNECTION, "write", [1], {"lookup_enabled": is_on})
        answers = server.many("lookup", asked, server.run.token)
        counts.update((is_on, status == 200) for status, _answer in answers)
    is_right = counts == {(False, False): 2 * ASKED, (True, True): ASKED}
    return _in_words(counts), is_right


def try_owner(server):
    """Give an extension to another user: all next calls ring at theirs."""
    extension, *_rest = server.call(
        EXTENSION,
        "search_read",
        [("pbx_id", "=", 1), ("user_id", "!=", False)],
        ["number", "user_id"],
    )
    others = server.call(
        EXTENSION,
        "search_read",
        [("pbx_id", "=", 1), ("user_id", "not in", [False, extension["user_id"][0]])],
        ["user_id"],
    )
    users = [extension["user_id"][0], others[0]["user_id"][0]]
    wrong = count = 0
    for turn in range(6):
        user = users[(turn + 1) % 2]
        server.call(EXTENSION, "write", [extension["id"]], {"user_id": user})
        rings = [
            {"callid": f"w-{turn}-{number}", "phone": "0912345678"}
            for number in range(20)
        ]
        rings = [{**ring, "extension": extension["number"]} for ring in rings]
        server.many("call_in", rings, server.run.token)
        sql = (
            f"SELECT count(*) FROM callcenter_call_leg l JOIN callcenter_call c ON c.id \
= call_id WHERE c.callid LIKE 'w-{turn}-%' AND l.user_id "
        )
        wrong += int(server.run.query(f"{sql} <> {user}"))
        count += int(server.run.query(f"{sql} = {user}"))
    return (
        f"{count} rang at the new user, {wrong} at another",
        count == 120 and not wrong,
    )


def try_names(server):
    """Ask for more names than a minute has, of both workers at the same time."""
    server.call(CONNECTION, "write", [1], {"lookup_enabled": True})
    server.run.query("DELETE FROM callcenter_quota")
    begun = time.monotonic()
    answers = server.many(
        "lookup", [{"phone": "0989464999"}] * LOOKUPS, server.run.token
    )
    seconds = time.monotonic() - begun
    counts = Counter(status for status, _answer in answers)
    # what came back meanwhile, and what each worker had taken and not told yet
    most = LIMIT + LIMIT * seconds / 60 + 2 * LIMIT // 30
    told = f"{counts[200]} of {LOOKUPS} told in {seconds:.0f} s, at most {most:.0f}"
    is_right = (
        LIMIT * 0.9 <= counts[200] <= most and counts[429] == LOOKUPS - counts[200]
    )
    return told, is_right


def _in_words(counts):
    return ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
