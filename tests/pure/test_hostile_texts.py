"""Four times as long a text takes about four times as long, however it is made.

What strangers send is up to 64 KB. The time of a text of 32 KB is compared with that of
8 KB, in seconds of this process: twice as long for each doubling is linear, and a way
through the text for each of its characters shows at once.
"""

import random
from contextlib import suppress
from time import process_time

import pytest
from callcenter.phones import (
    Mentions,
    lookup_keys,
    mention,
    read_keys,
    search_words,
    suffix_match,
)
from callcenter.recordings.location import RecordingError, locate, read_url
from callcenter.wire import WireError, read_event, read_lookup, read_message
from callcenter.wire.batch import read_batch
from callcenter.wire.credentials import dump_params, mask_tokens, read_tokens
from callcenter.wire.gateway import read_agent, read_heartbeat
from callcenter.wire.values import (
    read_extension,
    read_flag,
    read_phone,
    read_seconds,
    read_text,
)
from callcenter.wire.words import is_hidden, read_status
from hypothesis import example, given, settings
from hypothesis import strategies as st

SHORT, LONG = 8 * 1024, 32 * 1024
# of a linear scan 4, of a quadratic one 16
MAX_RATIO = 9
# what takes less is not worth a comparison
FAST = 0.03
KEY, WAY = "+84989464999", (("VN",), "9")


def mentions():
    return Mentions([KEY], [WAY])


SCANS = {
    "tells": lambda text: mentions().tells(text),
    "redact": lambda text: mentions().redact(text),
    "redact_in": lambda text: mentions().redact_in({text: [text]}),
    "is_read": lambda text: mentions().is_read(text),
    "read_keys": lambda text: read_keys(text, ["VN", "US"]),
    "lookup_keys": lambda text: lookup_keys(text, ["VN", "US"], "9"),
    "search_words": lambda text: search_words(text, ["DE"]),
    "suffix_match": lambda text: suffix_match(text, "0989464999"),
    "body": lambda text: read_message(text.encode(errors="ignore")),
    "query": lambda text: read_message(b"", text.encode(errors="ignore")),
    "part": lambda text: read_message(
        b"--x\r\n" + text.encode(errors="ignore") + b"\r\n--x--\r\n"
    ),
    "batch": lambda text: read_batch(text.encode(errors="ignore")),
    "mask_tokens": mask_tokens,
    "dump_params": lambda text: dump_params({"phone": text, text: "token"}),
    "read_tokens": lambda text: read_tokens("Basic " + text, {"token": text}),
    "read_lookup": lambda text: read_lookup({"phone": text}),
    "read_event": lambda text: read_event(
        "call_in", dict.fromkeys(("callid", "phone", "extension", "at", "status"), text)
    ),
    "variables": lambda text: read_event("call_in", {"callid": "1", "var_x": text}),
    "read_agent": lambda text: read_agent({"extension": text, "status": text}),
    "read_heartbeat": lambda text: read_heartbeat({"version": text, "at": text}),
    "read_text": read_text,
    "read_phone": read_phone,
    "read_extension": read_extension,
    "read_seconds": read_seconds,
    "read_flag": read_flag,
    "is_hidden": is_hidden,
    "read_status": read_status,
    "locate": lambda text: locate(text, "https://pbx.example/rec/"),
    "read_url": lambda text: read_url("https://pbx.example/" + text),
}
PIECES = st.text(alphabet="\\\"'<>&#;:=@/%u0(+)-. \n_|~oO9aé٠", min_size=1, max_size=6)
WORDS = st.sampled_from(
    [
        *("9464999", "9 4 6 4 9 9 9 ", "0989464999 ", "1-800-", "token", "token\n"),
        *("sip:", "tel:", "%25", "\\u0039", "&#57;", "<b>", '\\"', "0o", "00", "ext "),
        *("--x\r\n", "Content-Type: multipart/mixed; boundary=x\r\n", "{", '{"a":['),
        *("../", "..%5C", "PJSIP/", "1:", "1h", "a=1&", "token='", "０９８９", "@a"),
    ]
)


def scan(name, text):
    """Return the seconds that a scan of ``text`` takes."""
    begun = process_time()
    with suppress(RecordingError, WireError, ValueError):
        SCANS[name](text)
    return process_time() - begun


def check(name, start, piece, end):
    """Compare texts that begin with ``start``, repeat ``piece`` and end with ``end``."""

    def text(size):
        count = (size - len(start) - len(end)) // len(piece)
        return start + piece * count + end

    if scan(name, text(LONG)) < FAST:
        return
    # the least of a few: what else the machine does takes time, and gives none
    short, long = (
        min(scan(name, text(size)) for _ in range(3)) for size in (SHORT, LONG)
    )
    assert long < FAST or long < MAX_RATIO * short, (name, start, piece, end)


@pytest.mark.parametrize("name", SCANS)
@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(st.just("") | PIECES | WORDS, PIECES | WORDS, st.just("") | PIECES)
@example("", "\\", "")
@example('"', '\\"', "")
@example("", "9 4 6 4 9 9 9 ", "")
def test_a_text_takes_time_by_its_length(name, start, piece, end):
    check(name, start, piece, end)


@pytest.mark.parametrize("gap", ["", " ", ".", "_", "%20"])
def test_what_is_read_in_vain_is_bounded(monkeypatch, gap):
    """Counted, not timed: each reading of a part that is no number."""
    rest = random.Random(1)
    read = []
    monkeypatch.setattr(
        mention, "read_keys", lambda text, _regions: read.append(text) or []
    )
    monkeypatch.setattr(mention, "lookup_keys", lambda *told: read.append(told) or [])
    for size in (SHORT, LONG):
        text = ""
        while len(text) < size:
            text += gap.join(f"{rest.randrange(10**6):06d}9464999") + " "
        read.clear()
        assert mentions().tells(text)
        assert mentions().redact(text) == "…"
        assert len(read) < 6 * mention.MAX_UNREAD
