"""What several agents, and several tabs of one agent, see of the same call; and what
axe-core finds in light and in dark colours. In Chromium, on a server of its own.

`./dev test` runs it, with the Python that has Playwright.
"""

import json
import os
import sys
import time
from pathlib import Path

from .agents import CARD, MENU, STATE, Office, office
from .browser import Browser, BrowserError, Tab
from .console import Stop, complain, say, step

LANGUAGE = "vi_VN"
KNOWN, UNKNOWN, SHARED = "0989464344", "0243825999", "0912000444"
OUTCOME = f"{CARD} .o_callcenter_outcome:nth-of-type(4)"
CHOSEN = f"{OUTCOME}[aria-pressed=true]"
NOTE = f"{CARD} textarea"
WRITE = "**/callcenter.call/write*"
SAVED = "document.querySelector('.o_callcenter_note_status')?.innerText"
# what is wider than its box, but for what ends in … and tells all of it as its title
CLIPPED = f"""[...document.querySelectorAll("{CARD}, {CARD} *")]
    .filter((el) => el.clientWidth && el.scrollWidth > el.clientWidth + 1)
    .filter((el) => !el.matches(".text-truncate[title], .visually-hidden"))
    .map((el) => [el.className, el.innerText])"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Odoo's own dropdowns mark the chosen item by an attribute that menus lack
MENU_RULES = {"aria-allowed-attr": {"enabled": False}}


def ring_group(place, lan, minh, when_answered=lambda: None):
    """It rings at two agents; one answers, and the other one's card says so and goes."""
    for login in ("lan", "minh"):
        place.send("call_in", "scene-group", login, phone=KNOWN)
    for browser in (lan, minh):
        browser.wait_for(STATE % "ringing")
    place.send("call_in", "scene-group", "minh", event="ANSWER")
    minh.wait_for(STATE % "ongoing")
    lan.wait_for(STATE % "ended")
    expect_text(lan, f"{CARD} .o_callcenter_state", "Answered by Trần Văn Minh")
    when_answered()
    lan.wait_gone(CARD, patience=12)
    minh.wait_for(STATE % "ongoing")
    place.send("call_end", "scene-group", "minh", status="ANSWERED", duration=9)
    minh.wait_for(STATE % "ended")


def two_agents(place):
    """The ring group."""
    with Browser() as lan, Browser() as minh:
        place.sit_down(lan, "lan")
        place.sit_down(minh, "minh")
        ring_group(place, lan, minh)
        return lan.problems + minh.problems


def two_tabs(place):
    """What an agent does in one tab has happened in the other."""
    with Browser() as one:
        place.sit_down(one, "lan")
        with Tab(one) as other:
            place.open(other, "/odoo/calls")
            place.send("call_in", "scene-tabs", "lan", phone=KNOWN)
            for tab in (one, other):
                tab.wait_for(f"{CARD} .o_callcenter_outcome")
            one.type(NOTE, "Ten chairs")
            wait_for_note(other, "Ten chairs")
            other.click(OUTCOME)
            one.wait_for(CHOSEN)
            one.click(f"{CARD} .o_callcenter_minimise")
            other.wait_gone(CARD)
            other.click(MENU)
            other.click(".o_callcenter_menu_live")
            one.wait_for(CARD)
            wait_for_note(one, "Ten chairs")
            one.wait_for(CHOSEN)
            other.click(f"{CARD} .o_callcenter_dismiss")
            one.wait_gone(CARD)
            place.send("call_end", "scene-tabs", "lan", status="ANSWERED", duration=9)
            return one.problems + other.problems


def queue_hop(place):
    """A queue tries one agent after the other; what the first one wrote stays."""
    with Browser() as lan, Browser() as minh:
        place.sit_down(lan, "lan")
        place.sit_down(minh, "minh")
        place.send("call_in", "scene-hop", "lan", phone=KNOWN, queue="Sales")
        lan.type(NOTE, "Wants to know the price")
        lan.wait_for(STATE % "ringing")
        place.send("call_end", "scene-hop", "lan", status="NO ANSWER", duration=9)
        place.send("call_in", "scene-hop", "minh", phone=KNOWN, queue="Sales")
        lan.wait_for(f"{CARD}.o_callcenter_missed")
        minh.wait_for(STATE % "ringing")
        place.send("call_in", "scene-hop", "minh", event="ANSWER")
        minh.wait_for(STATE % "ongoing")
        lan.wait_for(f"{STATE % 'ended'}:not(.o_callcenter_missed)")
        lan.evaluate("document.activeElement.blur()")
        lan.wait_gone(CARD, patience=16)
        minh.wait_for(STATE % "ongoing")
        minh.type(NOTE, "Sent the price list")
        place.send("call_end", "scene-hop", "minh", status="ANSWERED", duration=60)
        minh.wait_for(STATE % "ended")
        minh.wait_until(f"{SAVED} === 'Saved'", "the note to be saved")
        [call] = read_calls(minh, "scene-hop", "note")
        for note in ("Wants to know the price", "Sent the price list"):
            if note not in call["note"]:
                raise BrowserError(f"The call has no note {note!r}: {call['note']!r}.")
        return lan.problems + minh.problems


def offline(place):
    """While the network is away a call ends, another one comes and a note is typed."""
    with Browser() as browser:
        place.sit_down(browser, "lan")
        place.send("call_in", "scene-offline-old", "lan", phone=KNOWN)
        browser.wait_for(STATE % "ringing")
        browser.context.set_offline(True)
        browser.type(NOTE, "Line went dead")
        browser.wait_for(f"{CARD} .o_callcenter_note_status.o_callcenter_bad")
        place.send(
            "call_end", "scene-offline-old", "lan", status="ANSWERED", duration=9
        )
        place.send("call_in", "scene-offline-new", "lan", phone=UNKNOWN)
        time.sleep(2)
        if browser.evaluate(f"document.querySelectorAll('{CARD}').length") != 1:
            raise BrowserError("The browser was not offline: it heard of the new call.")
        browser.context.set_offline(False)
        browser.wait_for("[data-callid=scene-offline-new][data-state=ringing]")
        browser.wait_for("[data-callid=scene-offline-old][data-state=ended]")
        browser.wait_until(f"{SAVED} === 'Saved'", "the note to be saved")
        [call] = read_calls(browser, "scene-offline-old", "note")
        if call["note"] != "Line went dead":
            raise BrowserError(f"The server has {call}.")
        place.send(
            "call_end", "scene-offline-new", "lan", status="NO ANSWER", duration=9
        )
    return []  # the page reports what it could not reach


def unclipped(place):
    """In Vietnamese, whose words are longer, no text of the card is cut off."""
    with Browser() as browser:
        browser.login(place.server, "admin", database=place.run.database)
        place.install(browser, LANGUAGE)
    problems = []
    for width, height in ((1366, 768), (360, 740)):
        calls = {f"scene-vi-{width}-known": KNOWN, f"scene-vi-{width}-new": UNKNOWN}
        with Browser(size=(width, height)) as browser:
            place.sit_down(browser, "lan", lang=LANGUAGE)
            for callid, phone in calls.items():
                place.send("call_in", callid, "lan", phone=phone, queue="Bán hàng")
                browser.click(f"[data-callid={callid}] .o_callcenter_callback")
            browser.wait_for(f"{CARD} ~ {CARD} .o_callcenter_outcome")
            browser.settle()
            clipped = browser.evaluate(CLIPPED)
            for callid in calls:
                place.send("call_end", callid, "lan", status="NO ANSWER", duration=9)
            if clipped:
                raise BrowserError(f"Cut off at {width} pixels: {clipped}")
            problems += browser.problems
    return problems


def read_calls(browser, callid, *names):
    """Read fields of the calls with this id as the user who is logged in."""
    domain = [("callid", "=", callid)]
    return browser.execute("callcenter.call", "search_read", domain, list(names))


def unsaved(place):
    """A note and an outcome that could not be saved outlive the end of the call and a
    reload, and are saved then.
    """
    with Browser() as browser:
        place.sit_down(browser, "lan")
        place.send("call_in", "scene-unsaved", "lan", phone=KNOWN)
        browser.wait_for(f"{CARD} .o_callcenter_outcome")
        browser.block(WRITE)
        browser.type(NOTE, "Chair 4 is broken")
        browser.click(OUTCOME)
        browser.wait_for(f"{CARD} .o_callcenter_note_status.o_callcenter_bad")
        place.send("call_end", "scene-unsaved", "lan", status="ANSWERED", duration=9)
        browser.wait_for(STATE % "ended")
        place.open(browser)
        wait_for_note(browser, "Chair 4 is broken")
        browser.wait_for(CHOSEN)
        browser.unblock(WRITE)
        browser.wait_until(
            f"{SAVED} === 'Saved'", "the note and the outcome to be saved"
        )
        [call] = read_calls(browser, "scene-unsaved", "note", "outcome_id")
        if call["note"] != "Chair 4 is broken" or not call["outcome_id"]:
            raise BrowserError(f"The server has {call}.")
    return []  # the page reports what was blocked


def accessible(place, scheme):
    """axe-core finds nothing in any state of the card, nor in the menu."""
    place.send("call_in", "scene-axe-past", "lan", phone=KNOWN)
    place.send("call_end", "scene-axe-past", "lan", status="ANSWERED", duration=9)
    with Browser(scheme=scheme) as browser:
        place.sit_down(browser, "lan")
        browser.evaluate(
            Path(os.environ["CALLCENTER_AXE"]).read_text(encoding="utf-8") + ";0"
        )
        for callid, phone in (("scene-axe-known", KNOWN), ("scene-axe-new", UNKNOWN)):
            place.send("call_in", callid, "lan", phone=phone, queue="Sales")
        browser.wait_for(f"{CARD} ~ {CARD} .o_callcenter_outcome")
        check(browser, ".o_callcenter_popups")
        place.send("call_in", "scene-axe-known", "lan", event="ANSWER")
        browser.wait_for(STATE % "ongoing")
        browser.click(OUTCOME)
        browser.click(f"{CARD} .o_callcenter_callback")
        place.send("call_end", "scene-axe-new", "lan", status="NO ANSWER")
        browser.wait_for(f"{CARD}.o_callcenter_missed")
        browser.settle()
        check(browser, ".o_callcenter_popups")
        browser.click(MENU)
        browser.wait_for(".o_callcenter_menu_past")
        check(browser, ".o_callcenter_menu", MENU_RULES)
        check(browser, MENU)
        place.send("call_end", "scene-axe-known", "lan", status="ANSWERED", duration=9)
        for callid in ("scene-axe-known", "scene-axe-new"):
            browser.click(f"[data-callid={callid}] .o_callcenter_dismiss")
        place.share(browser, SHARED)
        place.send("call_in", "scene-axe-shared", "lan", phone=SHARED)
        browser.wait_for(f"{CARD} .o_callcenter_candidate")
        browser.settle()
        check(browser, ".o_callcenter_popups")
        place.send("call_end", "scene-axe-shared", "lan", status="ANSWERED", duration=9)
        return browser.problems


def check(browser, selector, rules=None):
    """Let axe-core look at a part of the page."""
    options = json.dumps({"runOnly": RULES, "rules": rules or {}})
    violations = browser.evaluate(
        f"""axe.run({json.dumps(selector)}, {options}).then(({{violations}}) =>
            violations.map(({{id, nodes}}) => [id, nodes.map(
                ({{html, any}}) => [html, any.map(({{message}}) => message)])]))"""
    )
    if violations:
        found = json.dumps(violations, indent=1, ensure_ascii=False)
        raise BrowserError(f"axe-core on {selector}: {found}")


def wait_for_note(browser, text):
    """Wait until the card shows this note."""
    browser.wait_until(
        f"document.querySelector({json.dumps(NOTE)})?.value === {json.dumps(text)}",
        f"the note {text!r}",
    )


def expect_text(browser, selector, text):
    """Complain unless an element shows ``text``."""
    found = browser.text(selector)
    if found != text:
        raise BrowserError(f"{selector} shows {found!r}, not {text!r}.")


SCENES = {
    "Two agents of a ring group": two_agents,
    "Two tabs of an agent": two_tabs,
    "What could not be saved": unsaved,
    "A queue hop": queue_hop,
    "Without a network": offline,
    "No text is cut off": unclipped,
    "axe-core, light": lambda place: accessible(place, "light"),
    "axe-core, dark": lambda place: accessible(place, "dark"),
}


def main(_arguments):
    """Run all scenes; returns the exit code. The last line is `N passed, N failed`."""
    failed = 0
    with office("together") as run:
        run.start(0, ["--max-cron-threads", "0"])
        place = Office(run)
        for name, scene in SCENES.items():
            try:
                with step(name):
                    problems = scene(place)
            except Stop as stop:
                problems = [str(stop)]
            for problem in problems:
                complain(f"✗ {name}: {problem}")
            failed += bool(problems)
            place.forget("scene-")
    say(f"{len(SCENES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    from .cli import guarded

    sys.exit(guarded(main, sys.argv[1:]))
