"""Agents of the demo data at a trial's server, each in a browser."""

from .paths import ROOT
from .simulate import Exchange
from .trial import HOST, trial

CARD = ".o_callcenter_popup"
STATE = CARD + "[data-state=%s]"
MENU = ".o_callcenter_menu_button"
EXTENSIONS = {"lan": "101", "minh": "102", "hoa": "103"}
SAY_NO_TO_OFFER = "localStorage.setItem('callcenter.notification_offered', '1')"


class Office:
    """Where the agents work: a server with the demo data, and its exchange."""

    def __init__(self, run):
        self.run = run
        self.server = f"http://{HOST}:{run.port}"
        self.exchange = Exchange(self.server, run.token)

    def sit_down(self, browser, login, path="/odoo/contacts", lang=None):
        """Log an agent in and open a page that is ready for calls."""
        browser.login(self.server, login, database=self.run.database, lang=lang)
        self.open(browser, path)

    def open(self, browser, path="/odoo/contacts"):
        """Open a page and wait until it hears of calls."""
        browser.open(path)
        browser.wait_for(".o_action_manager > *")
        browser.evaluate(SAY_NO_TO_OFFER)
        browser.settle()

    def send(self, endpoint, callid, login=None, **values):
        """Let the exchange tell of a call, at the extension of ``login``."""
        if login:
            values["extension"] = EXTENSIONS[login]
        self.exchange.send(endpoint, callid=callid, **values)

    def share(self, browser, phone):
        """Let two contacts have the same number."""
        if not browser.execute("res.partner", "search_count", [("phone", "=", phone)]):
            values = [
                {"name": name, "phone": phone, "function": function}
                for name, function in (
                    ("Phạm Thị Hạnh", "Kế toán"),
                    ("Phạm Văn Khoa", "Giám đốc"),
                )
            ]
            browser.execute("res.partner", "create", values)

    def install(self, browser, lang):
        """Let users choose a language; as an administrator."""
        domain, every = [("code", "=", lang)], {"active_test": False}
        found = browser.execute("res.lang", "search", domain, context=every)
        model = "base.language.install"
        wizard = browser.execute(model, "create", {"lang_ids": [(6, 0, found)]})
        browser.execute(model, "lang_install", [wizard])

    def forget(self, callid):
        """Let there have been no calls whose id begins so."""
        where = f"callid LIKE '{callid}%'"
        self.run.query(f"DELETE FROM callcenter_call WHERE {where}")


def office(kind):
    """A trial with agents, not yet started, for the length of a `with` block."""
    return trial(kind, ["callcenter_dark"], [ROOT / "tools" / "addons"])
