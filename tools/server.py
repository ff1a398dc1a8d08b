"""A running Odoo: what others need to know of it, and waiting until it answers."""

import json
import urllib.error
import urllib.request

from .console import Stop
from .paths import DEV

CARD = "server.json"
LOADING_PAGE_PATIENCE = 180.0  # the first page makes Odoo put its style sheets together


def write_card(instance, **facts):
    """Say where this instance's Odoo answers (url, db, token, pid), for `read_card`."""
    fresh = instance.card.with_suffix(".new")
    fresh.write_text(json.dumps(facts, indent=1) + "\n")
    fresh.replace(instance.card)


def read_card(name=None):
    """What a running `./dev run` wrote with `write_card`.

    :param name: the instance ("run-2"); default: the one started last
    """
    cards = sorted(
        DEV.glob(f"{name or 'run*'}/{CARD}"), key=lambda path: path.stat().st_mtime
    )
    if not cards:
        raise Stop(
            "No `./dev run` is running here: start one, or name a server with --url."
        )
    return json.loads(cards[-1].read_text())


def answers(url, patience=LOADING_PAGE_PATIENCE):
    """Whether a page opens.

    :param patience: seconds
    """
    try:
        with urllib.request.urlopen(url, timeout=patience) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
