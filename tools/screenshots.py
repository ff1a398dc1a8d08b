"""`./dev screenshots`: the pictures of the documentation, from a database of its own."""

import argparse
import sys
from dataclasses import dataclass

from .browser import Browser
from .console import say, step
from .paths import ROOT
from .simulate import Exchange
from .trial import HOST, trial

DOCS = ROOT / "docs" / "images"
DESCRIPTION = ROOT / "static" / "description"
DESKTOP, PHONE = (1280, 720), (390, 844)
CARD = ".o_callcenter_popup"
KNOWN, UNKNOWN = "0989464344", "0243825999"
LANGUAGE = "vi_VN"
SAY_NO_TO_OFFER = "localStorage.setItem('callcenter.notification_offered', '1')"
# Odoo Community has the dark styles and no switch for them
USE_DARK_STYLES = """new Promise((resolve) => {
    const light = document.querySelector("link[href*='/web.assets_web.']");
    const dark = light.cloneNode();
    dark.href = "/web/assets/any/web.assets_web_dark.min.css";
    dark.onload = () => resolve(light.remove());
    light.after(dark);
})"""
RING_GROUP = "answered-by-colleague"


@dataclass(frozen=True)
class Scene:
    """One picture.

    :param name: of its file
    :param path: the page
    :param wait: the elements that have to be there
    :param clicks: what is clicked before the picture
    :param calls: the numbers that ring at Lan's extension
    """

    name: str
    path: str = "/odoo/contacts"
    wait: tuple = (".o_view_controller",)
    clicks: tuple = ()
    calls: tuple = ()
    login: str = "lan"
    size: tuple = DESKTOP
    scheme: str = "light"
    lang: str | None = None
    folder: object = DOCS

    @property
    def file(self):
        """Where the picture goes."""
        return self.folder / f"{self.name}.png"


POPUP = {"calls": (KNOWN,), "wait": (".o_view_controller", CARD)}
MENU = ".o_callcenter_menu_button"
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
    Scene("popup-two", calls=(KNOWN, UNKNOWN), wait=(f"{CARD} ~ {CARD}",)),
    Scene("menu", clicks=(MENU,), **POPUP),
    Scene("menu-dark", clicks=(MENU,), scheme="dark", **POPUP),
    Scene("menu-vi", clicks=(MENU,), lang=LANGUAGE, **POPUP),
    Scene("preferences", clicks=PREFERENCES),
    Scene("preferences-vi", clicks=PREFERENCES, lang=LANGUAGE),
    Scene("history", "/odoo/calls", login="dung"),
    Scene("history-vi", "/odoo/calls", login="dung", lang=LANGUAGE),
    Scene(
        "connection",
        "/odoo/call-connections",
        login="admin",
        clicks=(".o_data_row .o_data_cell",),
    ),
    Scene("journal", "/odoo/call-journal", login="admin"),
)


def main(arguments):
    """Take the pictures; returns the exit code."""
    options = parse(arguments)
    scenes = [
        scene for scene in SCENES if not options.only or options.only in scene.name
    ]
    with trial("screenshots") as run:
        run.start(0, ["--max-cron-threads", "0"])
        server = f"http://{HOST}:{run.port}"
        activate_language(server, run.database)
        exchange = Exchange(server, run.token)
        problems = [
            problem
            for number, scene in enumerate(scenes)
            for problem in take(scene, server, run.database, exchange, number)
        ]
        if not options.only or options.only in RING_GROUP:
            problems += take_ring_group(server, run.database, exchange)
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


def activate_language(server, database):
    """Let users choose Vietnamese."""
    with Browser() as browser, step("Vietnamese"):
        browser.login(server, "admin", database=database)

        def execute(model, method, *args, **kwargs):
            return browser.rpc(
                f"/web/dataset/call_kw/{model}/{method}",
                model=model,
                method=method,
                args=args,
                kwargs=kwargs,
            )

        found = execute(
            "res.lang",
            "search",
            [("code", "=", LANGUAGE)],
            context={"active_test": False},
        )
        values = {"lang_ids": [(6, 0, found)]}
        wizard = execute("base.language.install", "create", values)
        execute("base.language.install", "lang_install", [wizard])


def take(scene, server, database, exchange, number):
    """Take one picture; returns what the page reported as errors."""
    callids = [f"picture-{number}-{place}" for place in range(len(scene.calls))]
    with (
        Browser(scene.size, scheme=scene.scheme) as browser,
        step(str(scene.file.relative_to(ROOT))),
    ):
        browser.login(server, scene.login, database=database, lang=scene.lang)
        browser.open(scene.path)
        browser.wait_for(".o_main_navbar")
        browser.evaluate(SAY_NO_TO_OFFER)
        if scene.scheme == "dark":
            browser.evaluate(USE_DARK_STYLES)
        for callid, phone in zip(callids, scene.calls, strict=True):
            exchange.send(
                "call_in", callid=callid, phone=phone, extension="101", queue="Hotline"
            )
        for selector in scene.wait:
            browser.wait_for(selector)
        for selector in scene.clicks:
            browser.click(selector)
        browser.settle()
        browser.screenshot(scene.file)
        for callid in callids:
            exchange.send(
                "call_end",
                callid=callid,
                extension="101",
                status="ANSWERED",
                duration=64,
            )
    return browser.problems


def take_ring_group(server, database, exchange):
    """Two agents in a browser each: one answers, the other one's card says so and goes;
    returns what the pages reported as errors.
    """
    ring = {"callid": RING_GROUP, "phone": KNOWN}
    with Browser(DESKTOP) as lan, Browser(DESKTOP) as minh, step(RING_GROUP):
        for browser, login in ((lan, "lan"), (minh, "minh")):
            browser.login(server, login, database=database)
            browser.open("/odoo/contacts")
            browser.wait_for(".o_view_controller")
            browser.evaluate(SAY_NO_TO_OFFER)
            # the message could come before the page listens
            browser.settle()
        for extension in ("101", "102"):
            exchange.send("call_in", extension=extension, **ring)
        for browser in (lan, minh):
            browser.wait_for(f"{CARD}[data-state=ringing]")
        exchange.send("call_in", extension="102", event="ANSWER", callid=RING_GROUP)
        minh.wait_for(f"{CARD}[data-state=ongoing]")
        lan.wait_for(f"{CARD}[data-state=ended]")
        lan.screenshot(DOCS / f"{RING_GROUP}.png")
        lan.wait_gone(CARD)
        exchange.send("call_end", callid=RING_GROUP, status="ANSWERED")
    return lan.problems + minh.problems


if __name__ == "__main__":
    from .cli import guarded

    sys.exit(guarded(main, sys.argv[1:]))
