"""Drive a headless Chromium by Playwright: open pages of a running Odoo, wait, click,
type, take pictures.

`./dev screenshot` (the command line of this module) runs it where Playwright is
installed. Chromium is the machine's own: Playwright's builds are no package of PyPI.
"""

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Error, sync_playwright
from playwright.sync_api import TimeoutError as TimeExpired

from .console import Stop, say
from .instance import browser_program
from .server import read_card

PATIENCE = 30.0
TIME_ZONE = "Asia/Ho_Chi_Minh"
SETTLE = """([quiet, patience]) => document.fonts.ready.then(() => new Promise((done) => {
    let timer = setTimeout(done, quiet);
    setTimeout(done, patience);
    new MutationObserver(() => {
        clearTimeout(timer);
        timer = setTimeout(done, quiet);
    }).observe(document, {
        subtree: true, childList: true, characterData: true, attributes: true,
    });
}))"""


class BrowserError(Stop):
    """The page did not do what was expected, or Chromium refused something."""


@contextlib.contextmanager
def told(aim):
    """Raise what Playwright says as our own error.

    :param aim: what was waited for or done, for the message
    """
    try:
        yield
    except TimeExpired as error:
        raise BrowserError(f"Waited in vain for {aim}.") from error
    except Error as error:
        raise BrowserError(f"{aim}: {error.message}") from error


class Page:
    """A page of a browser, and what a person does on it.

    `problems` is what the page reported as an error.
    """

    def __init__(self):
        self.problems = []
        self.base_url = None

    def _watch(self, page):
        self.page = page
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._note)

    def _note(self, message):
        if message.type == "error":
            address = message.location.get("url", "")
            self.problems.append(f"{message.text} {address}".strip())

    def open(self, path):
        """Open an address (relative to the server that was logged in to) and wait until
        the page has loaded.
        """
        with told(f"{path} to load"):
            self.page.goto(urljoin(self.base_url or "", path))

    def evaluate(self, script, *arguments):
        """Run JavaScript in the page, awaiting a promise; returns its value."""
        with told("JavaScript"):
            return self.page.evaluate(script, *arguments)

    def wait_until(self, script, what=None, patience=PATIENCE):
        """Wait until a JavaScript expression is true.

        :param what: the aim, for the message
        :param patience: seconds
        """
        with told(what or script):
            self.page.wait_for_function(
                f"() => !!({script})", timeout=patience * 1000, polling=100
            )

    def wait_for(self, selector, patience=PATIENCE):
        """Wait until an element is there (CSS selector)."""
        self._wait(selector, "attached", patience)

    def wait_gone(self, selector, patience=PATIENCE):
        """Wait until no element matches a CSS selector."""
        self._wait(selector, "detached", patience)

    def _wait(self, selector, state, patience):
        first = self.page.locator(selector).first
        with told(f"{selector} to be {state}"):
            first.wait_for(state=state, timeout=patience * 1000)

    def text(self, selector):
        """The visible text of an element."""
        with told(selector):
            return self.page.locator(selector).first.inner_text()

    def click(self, selector):
        """Wait until an element can be clicked, as a person sees it, and click it."""
        with told(f"a click on {selector}"):
            self.page.locator(selector).first.click()

    def type(self, selector, text):
        """Wait for a field, and type into it."""
        with told(selector):
            self.page.locator(selector).first.focus()
            self.page.keyboard.insert_text(text)

    def fill(self, selector, text):
        """Wait for a field, and choose the option of that value, or type into it."""
        field = self.page.locator(selector).first
        with told(selector):
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(text)
            else:
                self.type(selector, text)

    def settle(self, quiet=0.5, patience=10.0):
        """Wait until the page's document has not changed for `quiet` seconds and fonts
        and images are there.
        """
        self.evaluate(SETTLE, [quiet * 1000, patience * 1000])

    def screenshot(self, path, around=None, margin=16):
        """Save a PNG of the window.

        :param around: only this element (CSS selector), with `margin` CSS pixels on
            every side
        """
        options = {}
        if around:
            box = self.page.locator(around).first.bounding_box()
            if not box:
                raise BrowserError(
                    f"{around} is not visible: there is nothing to take a picture of."
                )
            options["clip"] = {
                "x": max(0, box["x"] - margin),
                "y": max(0, box["y"] - margin),
                "width": box["width"] + 2 * margin,
                "height": box["height"] + 2 * margin,
            }
        with told(f"a picture of {path}"):
            self.page.screenshot(path=Path(path), **options)


class Browser(Page):
    """One page in a headless Chromium of its own; use as a context manager, from the
    main thread.

    :param size: (width, height) of the window in CSS pixels
    :param scale: device pixels per CSS pixel
    :param scheme: "light" or "dark"
    :param language: what the browser asks pages for ("vi-VN"); an Odoo user's own
        language wins over it, see `login`
    :param zone: its time zone, default: that of the demo data's agents
    """

    _playwright = None  # one for all browsers of the process
    _open = 0

    def __init__(
        self,
        size=(1366, 768),
        scale=1,
        scheme="light",
        language="en-US",
        zone=TIME_ZONE,
    ):
        super().__init__()
        self._restore = []
        self._options = {
            "viewport": dict(zip(("width", "height"), size, strict=True)),
            "device_scale_factor": scale,
            "color_scheme": scheme,
            "locale": language,
            "timezone_id": zone,
        }

    def __enter__(self):
        program = browser_program()
        if not program:
            raise Stop(
                "Chromium is missing: install it once with "
                "`sudo apt-get install chromium`."
            )
        if not Browser._open:
            Browser._playwright = sync_playwright().start()
        Browser._open += 1
        try:
            with told("Chromium to start"):
                self._chromium = Browser._playwright.chromium.launch(
                    executable_path=program,
                    # Chromium's sandbox does not work as root
                    chromium_sandbox=os.geteuid() != 0,
                    args=["--mute-audio", "--disable-background-networking"],
                )
            self.context = self._chromium.new_context(**self._options)
            self._watch(self.context.new_page())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception):
        for undo in self._restore:
            with contextlib.suppress(Error, BrowserError):
                undo()
        if getattr(self, "_chromium", None):
            with contextlib.suppress(Error):
                self._chromium.close()
        Browser._open -= 1
        if not Browser._open:
            Browser._playwright.stop()

    def login(self, url, login, password=None, database=None, lang=None):
        """Log in to an Odoo without its login page.

        :param url: the server's address, also the base of later relative addresses
        :param password: default: the same as the login, as in the demo data
        :param database: default: the only one there is
        :param lang: an Odoo language ("vi_VN", which has to be active) to see pages in;
            set back at the end
        """
        self.base_url = url
        database = database or self.rpc("/web/database/list")[0]
        user = self.rpc(
            "/web/session/authenticate",
            db=database,
            login=login,
            password=password or login,
        )
        if not user or not user.get("uid"):
            raise BrowserError(
                f"{url} does not let {login!r} in: check login, password and database "
                f"({database})."
            )
        # what Odoo's web client itself goes by
        scheme = {"name": "color_scheme", "value": self._options["color_scheme"]}
        self.context.add_cookies([{**scheme, "url": url}])
        if lang:
            self._use_language(user["uid"], lang)

    def rpc(self, route, **params):
        """Call a JSON-RPC route of the server as the user who is logged in; returns the
        result.
        """
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        with told(route):
            answer = self.context.request.post(
                urljoin(self.base_url, route), data=body, timeout=PATIENCE * 1000
            )
        reply = answer.json()
        error = reply.get("error")
        if error:
            raise BrowserError(
                f"{route}: {error.get('data', {}).get('message') or error['message']}"
            )
        return reply["result"]

    def execute(self, model, method, *args, **kwargs):
        """Call a method of a model as the user who is logged in; returns the result."""
        return self.rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=list(args),
            kwargs=kwargs,
        )

    def _use_language(self, uid, lang):
        if lang not in dict(self.execute("res.lang", "get_installed")):
            raise BrowserError(
                f"The language {lang} is not active: add it as admin under "
                "Settings ▸ Add Languages."
            )
        [before] = self.execute("res.users", "read", [uid], ["lang"])
        self.execute("res.users", "write", [uid], {"lang": lang})
        back = {"lang": before["lang"]}
        self._restore.append(lambda: self.execute("res.users", "write", [uid], back))

    def block(self, pattern):
        """Let requests to addresses like `**/write*` fail, as without a network."""
        self.context.route(pattern, lambda route: route.abort())

    def unblock(self, pattern):
        """Let them through again."""
        self.context.unroute(pattern)


class Tab(Page):
    """A further page in the Chromium of `browser`, logged in as that is."""

    def __init__(self, browser):
        super().__init__()
        self.base_url, self._browser = browser.base_url, browser

    def __enter__(self):
        self._watch(self._browser.context.new_page())
        return self

    def __exit__(self, *_exception):
        with contextlib.suppress(Error):
            self.page.close()


# ---- ./dev screenshot ----


def main(arguments):
    """Take one picture of a running server; returns the exit code."""
    options = parse(arguments)
    card = read_card(options.instance) if not options.url else {"url": options.url}
    width, _, height = options.size.partition("x")
    browser = Browser(
        (int(width), int(height)), options.scale, options.scheme, options.language
    )
    with browser:
        browser.base_url = card["url"]
        if options.login:
            browser.login(
                card["url"],
                options.login,
                options.password,
                options.db or card.get("db"),
                options.lang,
            )
        browser.open(options.path)
        for selector in options.wait:
            browser.wait_for(selector, options.patience)
        if options.js:
            say(json.dumps(browser.evaluate(options.js), ensure_ascii=False))
        browser.settle()
        browser.screenshot(options.out, options.around)
    for problem in browser.problems:
        say(f"the page reports: {problem}")
    say(f"{options.out}: {options.path} as {options.login or 'nobody'}")
    return 1 if browser.problems and options.strict else 0


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="./dev screenshot",
        description="A picture of a page of a running `./dev run`.",
    )
    parser.add_argument("--out", required=True, metavar="FILE.png")
    parser.add_argument("--path", default="/odoo", help="the page (default: /odoo)")
    parser.add_argument(
        "--login", help="a user of the demo data: lan, minh, hoa, thu, dung, admin"
    )
    parser.add_argument("--password", help="default: the same as the login")
    parser.add_argument(
        "--wait",
        action="append",
        default=[],
        metavar="SELECTOR",
        help="wait for this element; may be repeated",
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=PATIENCE,
        help="seconds to wait for each (default: 30)",
    )
    parser.add_argument(
        "--js", help="run this JavaScript before the picture and print its value"
    )
    parser.add_argument("--around", metavar="SELECTOR", help="only this element")
    parser.add_argument(
        "--size", default="1366x768", help="window in CSS pixels (default: 1366x768)"
    )
    parser.add_argument(
        "--scale", type=float, default=1, help="device pixels per CSS pixel"
    )
    parser.add_argument("--scheme", choices=("light", "dark"), default="light")
    parser.add_argument(
        "--lang",
        help="an active Odoo language for the user, as vi_VN; set back afterwards",
    )
    parser.add_argument(
        "--language", default="en-US", help="the browser's language, as vi-VN"
    )
    parser.add_argument("--url", help="a server other than that of `./dev run`")
    parser.add_argument("--db", help="its database")
    parser.add_argument(
        "--instance", default="run", help="which `./dev run` (default: run)"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="exit code 1 where the page reports an error",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    from .cli import guarded

    sys.exit(guarded(main, sys.argv[1:]))
