"""Drive a headless Chromium: open pages of a running Odoo, wait, click, type, take
pictures.

Needs the package websocket-client; `./dev screenshot` (the command line of this module)
runs it where that is installed.
"""

import argparse
import base64
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urljoin

import websocket

from . import processes
from .console import Stop, say
from .instance import browser_program
from .server import read_card

PATIENCE = 30.0
SETTLE = """document.fonts.ready.then(() => new Promise((done) => {
    let timer = setTimeout(done, %(quiet)d);
    setTimeout(done, %(patience)d);
    new MutationObserver(() => {
        clearTimeout(timer);
        timer = setTimeout(done, %(quiet)d);
    }).observe(document, {
        subtree: true, childList: true, characterData: true, attributes: true,
    });
}))"""

CHOOSE = """((field, value) => {
    if (field.tagName !== "SELECT") return false;
    field.value = value;
    return field.dispatchEvent(new Event("change", {bubbles: true}));
})(document.querySelector(%s), %s)"""


class BrowserError(Stop):
    """The page did not do what was expected, or Chromium refused a command."""


class Browser:
    """One page in a headless Chromium of its own; use as a context manager, from the
    main thread.

    :param size: (width, height) of the window in CSS pixels
    :param scale: device pixels per CSS pixel
    :param scheme: "light" or "dark"
    :param language: what the browser asks pages for ("vi-VN"); an Odoo user's own
        language wins over it, see `login`
    """

    def __init__(self, size=(1366, 768), scale=1, scheme="light", language="en-US"):
        self.size, self.scale, self.scheme, self.language = (
            size,
            scale,
            scheme,
            language,
        )
        self.problems = []
        self.base_url = None
        self._ids = 0
        self._session = None
        self._restore = []

    # ---- start and end ----

    def __enter__(self):
        self._profile = Path(tempfile.mkdtemp(prefix="callcenter-browser-"))
        try:
            self._process = processes.start(
                self._command(), signal.SIGKILL, stdout=-3, stderr=-3
            )
            pages = [page for page in self.devtools("list") if page["type"] == "page"]
            self._connect(pages[0])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception):
        for undo in self._restore:
            with contextlib.suppress(OSError, BrowserError):
                undo()
        with contextlib.suppress(AttributeError, OSError):
            self._socket.close()
        if getattr(self, "_process", None):
            processes.stop(self._process, patience=4)
        shutil.rmtree(self._profile, ignore_errors=True)

    def _command(self):
        program = browser_program()
        if not program:
            raise Stop(
                "Chromium is missing: install it once with "
                "`sudo apt-get install chromium`."
            )
        options = [
            "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio",
            "--disable-extensions", "--disable-background-networking", "--no-first-run",
            "--hide-scrollbars", "--remote-debugging-port=0",
            f"--user-data-dir={self._profile}", f"--lang={self.language}",
            "--window-size={},{}".format(*self.size), "about:blank",
        ]  # fmt: skip
        # Chromium's sandbox does not work as root
        return [program, *(["--no-sandbox"] if os.geteuid() == 0 else []), *options]

    def devtools(self, path):
        """Ask Chromium something over HTTP, as for the "list" of its pages."""
        port_file = self._profile / "DevToolsActivePort"
        deadline = time.monotonic() + PATIENCE
        while not (port_file.exists() and port_file.read_text().count("\n")):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise BrowserError(
                    "Chromium did not start: try `chromium --headless about:blank` "
                    "by hand."
                )
            time.sleep(0.05)
        port = port_file.read_text().split("\n")[0]
        address = f"http://127.0.0.1:{port}/json/{path}"
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return json.load(answer)

    def _connect(self, page):
        self._socket = websocket.create_connection(
            page["webSocketDebuggerUrl"], suppress_origin=True, timeout=PATIENCE
        )
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self._emulate()

    def _emulate(self):
        width, height = self.size
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=self.scale,
            mobile=False,
        )
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": self.scheme}],
        )
        self.call(
            "Network.setExtraHTTPHeaders", headers={"Accept-Language": self.language}
        )

    # ---- the wire ----

    def call(self, method, **params):
        """Send a DevTools command ("Page.navigate", url=…) and return its result."""
        self._ids += 1
        wanted = self._ids
        self._socket.send(
            json.dumps({"id": wanted, "method": method, "params": params})
        )
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == wanted:
                if "error" in message:
                    raise BrowserError(
                        f"Chromium refused {method}: {message['error']['message']}"
                    )
                return message["result"]
            self._note(message)

    def _note(self, event):
        """Keep what the page reports as an error."""
        kind, params = event.get("method"), event.get("params", {})
        if kind == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.problems.append(
                details.get("exception", {}).get("description") or details["text"]
            )
        elif kind == "Runtime.consoleAPICalled" and params["type"] == "error":
            words = [
                str(part.get("value", part.get("description", "")))
                for part in params["args"]
            ]
            self.problems.append(" ".join(words))
        elif kind == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.problems.append(
                f"{params['entry']['text']} {params['entry'].get('url', '')}".strip()
            )

    # ---- what a person does ----

    def login(self, url, login, password=None, database=None, lang=None):
        """Log in to an Odoo without its login page.

        :param url: the server's address, also the base of later relative addresses
        :param password: default: the same as the login, as in the demo data
        :param database: default: the only one there is
        :param lang: an Odoo language ("vi_VN", which has to be active) to see pages in;
            set back at the end
        """
        self.base_url = url
        jar = CookieJar()
        self._session = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar)
        )
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
        for cookie in jar:
            self.call(
                "Network.setCookie", name=cookie.name, value=cookie.value, url=url
            )
        # what Odoo's web client itself goes by
        self.call("Network.setCookie", name="color_scheme", value=self.scheme, url=url)
        if lang:
            self._use_language(user["uid"], lang)

    def rpc(self, route, **params):
        """Call a JSON-RPC route of the server as the user who is logged in; returns the
        result.
        """
        body = json.dumps(
            {"jsonrpc": "2.0", "method": "call", "params": params}
        ).encode()
        request = urllib.request.Request(
            urljoin(self.base_url, route), body, {"Content-Type": "application/json"}
        )
        with self._session.open(request, timeout=PATIENCE) as answer:
            reply = json.load(answer)
        error = reply.get("error")
        if error:
            raise BrowserError(
                f"{route}: {error.get('data', {}).get('message') or error['message']}"
            )
        return reply["result"]

    def _use_language(self, uid, lang):
        def execute(method, *args):
            return self.rpc(
                f"/web/dataset/call_kw/res.users/{method}",
                model="res.users",
                method=method,
                args=list(args),
                kwargs={},
            )

        installed = self.rpc(
            "/web/dataset/call_kw/res.lang/get_installed",
            model="res.lang",
            method="get_installed",
            args=[],
            kwargs={},
        )
        if lang not in dict(installed):
            raise BrowserError(
                f"The language {lang} is not active: add it as admin under "
                "Settings ▸ Add Languages."
            )
        before = execute("read", [uid], ["lang"])[0]["lang"]
        execute("write", [uid], {"lang": lang})
        self._restore.append(lambda: execute("write", [uid], {"lang": before}))

    def open(self, path):
        """Open an address (relative to the server that was logged in to) and wait until
        the page has loaded.
        """
        result = self.call("Page.navigate", url=urljoin(self.base_url or "", path))
        if result.get("errorText"):
            raise BrowserError(f"{path} does not open: {result['errorText']}")
        self.wait_until("document.readyState === 'complete'", f"{path} to load")

    def evaluate(self, script):
        """Run JavaScript in the page, awaiting a promise; returns its value."""
        result = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            exception = details.get("exception", {})
            raise BrowserError(
                f"JavaScript failed: {exception.get('description') or details['text']}"
            )
        return result["result"].get("value")

    def wait_until(self, script, what=None, patience=PATIENCE):
        """Wait until a JavaScript expression is true.

        :param what: the aim, for the message
        :param patience: seconds
        """
        deadline = time.monotonic() + patience
        while True:
            with contextlib.suppress(BrowserError):  # the page may be changing
                if self.evaluate(f"!!({script})"):
                    return
            if time.monotonic() > deadline:
                raise BrowserError(
                    f"Waited {patience:.0f} s in vain for {what or script}."
                )
            time.sleep(0.1)

    def wait_for(self, selector, patience=PATIENCE):
        """Wait until an element is there (CSS selector)."""
        self.wait_until(
            f"document.querySelector({json.dumps(selector)})", selector, patience
        )

    def wait_gone(self, selector, patience=PATIENCE):
        """Wait until no element matches a CSS selector."""
        self.wait_until(
            f"!document.querySelector({json.dumps(selector)})",
            f"{selector} to go",
            patience,
        )

    def text(self, selector):
        """The visible text of an element."""
        return self.evaluate(
            f"document.querySelector({json.dumps(selector)}).innerText"
        )

    def click(self, selector):
        """Wait for an element and click it."""
        self.wait_for(selector)
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")

    def type(self, selector, text):
        """Wait for a field, and type into it."""
        self.wait_for(selector)
        self.evaluate(f"document.querySelector({json.dumps(selector)}).focus()")
        self.call("Input.insertText", text=text)

    def fill(self, selector, text):
        """Wait for a field, and choose the option of that value, or type into it."""
        self.wait_for(selector)
        if not self.evaluate(CHOOSE % (json.dumps(selector), json.dumps(text))):
            self.type(selector, text)

    def settle(self, quiet=0.5, patience=10.0):
        """Wait until the page's document has not changed for `quiet` seconds and fonts
        and images are there.
        """
        self.evaluate(SETTLE % {"quiet": quiet * 1000, "patience": patience * 1000})

    def screenshot(self, path, around=None, margin=16):
        """Save a PNG of the window.

        :param around: only this element (CSS selector), with `margin` CSS pixels on
            every side
        """
        options = {}
        if around:
            box = self.evaluate(
                f"(({{x, y, width, height}}) => ({{x, y, width, height}}))"
                f"(document.querySelector({json.dumps(around)}).getBoundingClientRect())"
            )
            if not box["width"] or not box["height"]:
                raise BrowserError(
                    f"{around} is not visible: there is nothing to take a picture of."
                )
            options["clip"] = {
                "x": max(0, box["x"] - margin),
                "y": max(0, box["y"] - margin),
                "width": box["width"] + 2 * margin,
                "height": box["height"] + 2 * margin,
                "scale": 1,
            }
        picture = self.call("Page.captureScreenshot", format="png", **options)["data"]
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(picture))


class Tab(Browser):
    """A further page in the Chromium of `browser`, logged in as that is."""

    def __init__(self, browser):
        super().__init__(browser.size, browser.scale, browser.scheme, browser.language)
        self.base_url = browser.base_url
        self._browser = browser

    def __enter__(self):
        # a window of its own: what is in the background is not drawn
        made = self._browser.call(
            "Target.createTarget", url="about:blank", newWindow=True
        )
        [page] = [
            page
            for page in self._browser.devtools("list")
            if page["id"] == made["targetId"]
        ]
        self._connect(page)
        return self

    def __exit__(self, *_exception):
        with contextlib.suppress(OSError, BrowserError):
            self.call("Page.close")
        self._socket.close()


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
        browser.call("Runtime.getIsolateId")  # lets the last errors of the page arrive
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
