"""`./dev bench popup`: how long after the exchange's request the card is on screen,
beside a bare bus message on the same server.
"""

import json

from tools.browser import Browser
from tools.console import step
from tools.trial import ENDPOINTS, HOST

from .load import Result

AGENT, EXTENSION, PHONE = "lan", "101", "0989464344"
WARM_UP = 10
MAX_TIMES_FLOOR = 1.5
FLOOR, CARD = "bus message ▶ element", "call_in ▶ card"
CAPTION = """From the moment that the request leaves to the element in the page, both by \
the page's own clock; the two take turns."""
# resolves with milliseconds from the request to the element
TIMED = """(async () => {
    const selector = %(selector)s;
    let observer;
    const seen = new Promise((resolve) => {
        observer = new MutationObserver(() => {
            if (document.querySelector(selector)) {
                resolve(performance.now());
            }
        });
        observer.observe(document.body, {subtree: true, childList: true});
    });
    const begun = performance.now();
    const answer = await fetch(%(path)s, {method: "POST", headers: %(headers)s,
        body: %(body)s});
    const shown = await seen;
    observer.disconnect();
    return answer.ok ? shown - begun : null;
})()"""
POSTED = """fetch(%(path)s, {method: "POST", headers: %(headers)s, body: %(body)s})
    .then((answer) => answer.ok)"""


class Page:
    """An agent's web client that posts what an exchange would."""

    def __init__(self, browser, token):
        self.browser = browser
        self.headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}",
        }

    def _run(self, script, path, event, selector=None):
        values = {"path": path, "headers": self.headers, "body": json.dumps(event)}
        values["selector"] = selector
        quoted = {name: json.dumps(value) for name, value in values.items()}
        return self.browser.evaluate(script % quoted)

    def floor(self, callid):
        """Milliseconds to the element of a bare bus message."""
        selector = f".o_callcenter_bench[data-callid='{callid}']"
        return self._run(TIMED, "/callcenter_bench/bus", {"callid": callid}, selector)

    def card(self, callid):
        """Milliseconds to the card of a ring; it is put away afterwards."""
        card = f".o_callcenter_popup[data-callid='{callid}']"
        ring = {"callid": callid, "phone": PHONE, "extension": EXTENSION}
        taken = self._run(TIMED, f"{ENDPOINTS}/call_in", ring, card)
        end = {"callid": callid, "extension": EXTENSION, "status": "ANSWERED"}
        self._run(POSTED, f"{ENDPOINTS}/call_end", end)
        self.browser.click(f"{card} .o_callcenter_dismiss")
        self.browser.wait_gone(card)
        # what the card asks for after it is on screen is not to slow the next one
        self.browser.settle(0.1)
        return taken


def measure(server, calls):
    """Measure; returns a table in Markdown, and whether the bar was reached."""
    taken = {FLOOR: Result(), CARD: Result()}
    with Browser() as browser, step(f"{calls} calls"):
        browser.login(f"http://{HOST}:{server.port}", AGENT, database=server.database)
        browser.open("/odoo")
        browser.wait_for(".o_callcenter_menu_button")
        browser.settle()
        page = Page(browser, server.token)
        for number in range(-WARM_UP, calls):
            for name, one in ((FLOOR, page.floor), (CARD, page.card)):
                milliseconds = one(f"bench-popup-{number}")
                if number >= 0:
                    taken[name].latencies.append(milliseconds / 1000)
    return table(taken)


def table(taken):
    """The figures as a table, and whether the bar was reached."""
    floor = taken[FLOOR].percentile(95)
    times = taken[CARD].percentile(95) / floor
    is_good = times <= MAX_TIMES_FLOOR
    mark = "✓" if is_good else "✗"
    bars = {FLOOR: "", CARD: f"{mark} {times:.2f} ≤ {MAX_TIMES_FLOOR} × p95"}
    lines = ["| | number | p50 ms | p95 ms | bar |", "|---|--:|--:|--:|---|"]
    for name, result in taken.items():
        figures = [f"{result.percentile(percent):.1f}" for percent in (50, 95)]
        cells = (name, str(len(result.latencies)), *figures, bars[name])
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", CAPTION]), is_good
