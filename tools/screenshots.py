"""`./dev screenshots`: the pictures of the documentation, from a database of its own."""

import argparse
import sys
from dataclasses import dataclass

from .agents import CARD, MENU, Office, office
from .browser import Browser
from .console import say, step
from .paths import ROOT
from .together import KNOWN, SHARED, UNKNOWN, ring_group

DOCS = ROOT / "docs" / "images"
DESCRIPTION = ROOT / "static" / "description"
DESKTOP, TALL, PHONE = (1280, 720), (1280, 1100), (390, 844)
LANGUAGE = "vi_VN"
RING_GROUP = "answered-by-colleague"


@dataclass(frozen=True)
class Scene:
    """One picture.

    :param name: of its file
    :param path: the page
    :param wait: the elements that have to be there
    :param clicks: what is clicked before the picture; (selector, text) is filled in
    :param last: the element that has to be there at the end
    :param calls: the numbers that ring at Lan's extension
    :param talks: the agents who talk meanwhile
    :param events: what becomes of the first of them, as (endpoint, values)
    """

    name: str
    path: str = "/odoo/contacts"
    wait: tuple = (".o_view_controller",)
    clicks: tuple = ()
    last: str = "body"
    calls: tuple = ()
    talks: tuple = ()
    events: tuple = ()
    login: str = "lan"
    size: tuple = DESKTOP
    scheme: str = "light"
    lang: str | None = None
    folder: object = DOCS

    @property
    def file(self):
        """Where the picture goes."""
        return self.folder / f"{self.name}.png"


POPUP = {"calls": (KNOWN,), "wait": (f"{CARD} .o_callcenter_last_calls",)}
# a day that is over, whatever the time is now
YESTERDAY = (".o_callcenter_period", "yesterday")
DASHBOARD = {
    "path": "/odoo/call-dashboard",
    "wait": (".o_callcenter_dashboard",),
    "clicks": (YESTERDAY,),
    "last": ".o_callcenter_dashboard canvas",
    "login": "dung",
}
BOARD = {
    "path": "/odoo/call-board",
    "wait": (".o_callcenter_total_ringing[data-count='1']",),
    "calls": (KNOWN,),
    "talks": ("minh", "hoa"),
    "login": "dung",
}
CALLS = "/odoo/calls?view_type="
HISTORY = {"path": "/odoo/calls", "login": "dung"}
CALL = {
    **HISTORY,
    "clicks": (
        ".o_data_row:has(.o_callcenter_play) .o_data_cell",
        ".o_callcenter_timeline .o_callcenter_play",
    ),
    "last": ".o_callcenter_timeline .o_callcenter_seek",
    "size": TALL,
}
REPORT = {
    "path": "/odoo/call-report",
    "wait": (".o_callcenter_copy_text",),
    "clicks": (YESTERDAY,),
    "login": "dung",
    "size": TALL,
}
PRIVACY = ".o_menu_sections [data-menu-xmlid='callcenter.menu_privacy']"
DATA_REQUEST = {
    **HISTORY,
    "clicks": (
        PRIVACY,
        ".dropdown-item[data-menu-xmlid='callcenter.menu_data_request']",
        (".modal [name=number] input", KNOWN),
        ".modal button[name=action_search]",
    ),
    "last": ".modal .o_data_row",
}
RETENTION = {
    **HISTORY,
    "clicks": (
        PRIVACY,
        ".dropdown-item[data-menu-xmlid='callcenter.menu_retention']",
    ),
    "last": "button[name=action_confirm]",
}
MISSED = {"path": "/odoo/missed-customers", "login": "thu"}
PREFERENCES = (
    ".o_user_menu button",
    ".dropdown-item[data-menu=preferences]",
    ".nav-link[name=callcenter]",
)
SCENES = (
    Scene("popup", folder=DESCRIPTION, **POPUP),
    Scene("popup-dark", scheme="dark", **POPUP),
    Scene("popup-phone", size=PHONE, **POPUP),
    Scene("popup-vi", lang=LANGUAGE, **POPUP),
    Scene("popup-chooser", calls=(SHARED,), wait=(f"{CARD} .o_callcenter_candidate",)),
    Scene(
        "popup-missed",
        events=(("call_end", {"status": "NO ANSWER", "duration": 21}),),
        **POPUP,
    ),
    Scene("popup-two", calls=(KNOWN, UNKNOWN), wait=(f"{CARD} ~ {CARD}",)),
    Scene("menu", clicks=(MENU,), **POPUP),
    Scene("menu-dark", clicks=(MENU,), scheme="dark", **POPUP),
    Scene("menu-vi", clicks=(MENU,), lang=LANGUAGE, **POPUP),
    Scene("preferences", clicks=PREFERENCES),
    Scene("preferences-vi", clicks=PREFERENCES, lang=LANGUAGE),
    Scene("history", folder=DESCRIPTION, **HISTORY),
    Scene("history-dark", scheme="dark", **HISTORY),
    Scene("history-phone", size=PHONE, **HISTORY),
    Scene("history-vi", lang=LANGUAGE, **HISTORY),
    Scene("call", **CALL),
    Scene("call-vi", lang=LANGUAGE, **CALL),
    Scene("pivot", wait=(".o_pivot table",), **{**HISTORY, "path": f"{CALLS}pivot"}),
    Scene(
        "graph", wait=(".o_graph_view canvas",), **{**HISTORY, "path": f"{CALLS}graph"}
    ),
    Scene("recordings", path="/odoo/call-recordings", login="dung"),
    Scene("missed", folder=DESCRIPTION, **MISSED),
    Scene("missed-phone", size=PHONE, **MISSED),
    Scene("missed-vi", lang=LANGUAGE, **MISSED),
    Scene("dashboard", folder=DESCRIPTION, **DASHBOARD),
    Scene("dashboard-dark", scheme="dark", **DASHBOARD),
    Scene("dashboard-phone", size=PHONE, **DASHBOARD),
    Scene("dashboard-vi", lang=LANGUAGE, **DASHBOARD),
    Scene("report", **REPORT),
    Scene("report-vi", lang=LANGUAGE, **REPORT),
    Scene("board", folder=DESCRIPTION, **BOARD),
    Scene("board-dark", scheme="dark", **BOARD),
    Scene("data-request", **DATA_REQUEST),
    Scene("data-request-vi", lang=LANGUAGE, **DATA_REQUEST),
    Scene("retention", **RETENTION),
    Scene("retention-vi", lang=LANGUAGE, **RETENTION),
    Scene(
        "connection",
        "/odoo/call-connections",
        login="admin",
        clicks=(".o_data_row .o_data_cell",),
        last=".o_form_view",
    ),
    Scene("journal", "/odoo/call-journal", login="admin"),
)


# whatever the time is, some customers wait to be called back
LET_SOME_WAIT = """
    UPDATE callcenter_missed missed
       SET state = 'open', done_date = NULL, done_by_id = NULL, done_call_id = NULL,
           due_date = now() AT TIME ZONE 'utc' + (n * 20 - 30) * interval '1 minute'
      FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS n
              FROM (SELECT DISTINCT ON (COALESCE(partner_id::text, phone_sanitized)) id
                      FROM callcenter_missed reached
                     WHERE state = 'reached' AND NOT EXISTS (
                           SELECT FROM callcenter_missed open WHERE open.state = 'open'
                              AND open.phone_sanitized = reached.phone_sanitized)
                     ORDER BY COALESCE(partner_id::text, phone_sanitized), id DESC)
                   customers) latest
     WHERE latest.id = missed.id AND n <= 6
"""


def main(arguments):
    """Take the pictures; returns the exit code."""
    options = parse(arguments)
    scenes = [
        scene for scene in SCENES if not options.only or options.only in scene.name
    ]
    with office("screenshots") as run:
        run.start(0, ["--max-cron-threads", "0"])
        place = Office(run)
        prepare(place)
        problems = [problem for scene in scenes for problem in take(scene, place)]
        if not options.only or options.only in RING_GROUP:
            problems += take_ring_group(place)
    for problem in problems:
        say(f"a page reports: {problem}")
    return 1 if problems else 0


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="./dev screenshots",
        description="Take the pictures of the documentation, on a server and a database "
        "of its own.",
    )
    parser.add_argument("--only", metavar="TEXT", help="pictures with TEXT in the name")
    return parser.parse_args(arguments)


def prepare(place):
    """Let users choose Vietnamese, two contacts have one number, and customers wait."""
    place.run.query(LET_SOME_WAIT)
    with Browser() as browser, step("Vietnamese"):
        browser.login(place.server, "admin", database=place.run.database)
        place.share(browser, SHARED)
        place.install(browser, LANGUAGE)


def take(scene, place):
    """Take one picture; returns what the page reported as errors."""
    callids = [f"picture-{number}" for number in range(len(scene.calls))]
    with (
        Browser(scene.size, scheme=scene.scheme) as browser,
        step(str(scene.file.relative_to(ROOT))),
    ):
        place.sit_down(browser, scene.login, scene.path, scene.lang)
        for callid, phone in zip(callids, scene.calls, strict=True):
            place.send("call_in", callid, "lan", phone=phone, queue="Hotline")
        for agent in scene.talks:
            talk = {"phone": UNKNOWN, "queue": "Bán hàng"}
            place.send("call_in", f"picture-{agent}", agent, **talk)
            place.send("call_in", f"picture-{agent}", agent, event="ANSWER")
        for selector in scene.wait:
            browser.wait_for(selector)
        for endpoint, values in scene.events:
            place.send(endpoint, callids[0], "lan", **values)
        for action in scene.clicks:
            if isinstance(action, str):
                browser.click(action)
            else:
                browser.fill(*action)
        browser.wait_for(scene.last)
        browser.settle()
        browser.screenshot(scene.file)
        # each picture is of the same day
        place.forget("picture-")
    return browser.problems


def take_ring_group(place):
    """Take the picture of who did not answer; returns what the pages reported."""
    with Browser(DESKTOP) as lan, Browser(DESKTOP) as minh, step(RING_GROUP):
        place.sit_down(lan, "lan")
        place.sit_down(minh, "minh")
        ring_group(place, lan, minh, lambda: lan.screenshot(DOCS / f"{RING_GROUP}.png"))
        return lan.problems + minh.problems


if __name__ == "__main__":
    from .cli import guarded

    sys.exit(guarded(main, sys.argv[1:]))
