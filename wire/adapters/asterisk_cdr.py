"""Asterisk's call detail records: their columns as JSON, form, or CSV.

Sources: Asterisk's "CDR Specification", cdr_csv's column order; FreePBX adds
recordingfile, did and cnum. A record is one attempt: parallel rings make several.
"""

import csv

from ..errors import WireError
from ..values import read_extension
from ..words import fold
from .base import Adapter, first_of, fold_names, is_extension, objects, tell

# the columns of Master.csv, in their order
COLUMNS = [
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
    # with newcdrcolumns
    "peeraccount",
    "linkedid",
    "sequence",
]
MIN_COLUMNS = 17
MAILBOX, QUEUE, DIAL = "voicemail", "queue", "dial"
LISTS = ("cdr", "cdrs", "records", "cdr_root")


def read(hook):
    """Return the events of one message: one a record."""
    records = map(fold_names, find_records(hook))
    return [event for record in records for event in read_record(record)]


def find_records(hook):
    """Return the records of a message as they came, by name of their columns."""
    text = hook.body.lstrip()
    if text[:1] == b"[":
        return objects(text.decode("utf-8", "replace"))
    rows = _read_csv(text) if text[:1] == b'"' else []
    if rows:
        return rows
    params = hook.params
    found = (objects(params.get(name)) for name in LISTS)
    return next((records for records in found if records), [params])


def _read_csv(text):
    """Return the lines of a Master.csv that are records."""
    try:
        lines = text.decode("utf-8", "replace").splitlines()[:50]
        rows = list(csv.reader(lines))
    except csv.Error as error:
        raise WireError("unreadable", 400, detail="it is no CSV") from error
    return [
        dict(zip(COLUMNS, row, strict=False)) for row in rows if len(row) >= MIN_COLUMNS
    ]


def read_record(record, extension_names=("", "")):
    """Return the event that one record is, as a list of one; [] where it is none.

    :param record: texts by folded name
    :param extension_names: columns that name the caller's and the called extension
    """
    callid = first_of(record, "linkedid", "session", "uniqueid")
    if not callid or not first_of(record, "start", "calldate", "disposition"):
        return []
    caller = _find_inside(record, extension_names[0], "channel", "src")
    called = _find_inside(record, extension_names[1], "dstchannel", "")
    dst, app = first_of(record, "dst"), fold(first_of(record, "lastapp"))
    if not called and app in ("", DIAL) and is_extension(dst):
        called = dst
    is_out = bool(caller) and not called and not is_extension(dst)
    src = first_of(record, "src", "cnum", "clid")
    status = "VOICEMAIL" if app == MAILBOX else first_of(record, "disposition")
    unique, sequence = first_of(record, "uniqueid"), first_of(record, "sequence")
    did = first_of(record, "did")
    return [
        tell(
            "call_info",
            callid=callid,
            ring=f"{unique}/{sequence}" if sequence else "",
            phone=dst if is_out else src,
            extension=caller if is_out else called,
            queue=dst if app == QUEUE else "",
            did=did or ("" if is_out or is_extension(dst) or dst == "s" else dst),
            direction="out" if is_out else "in",
            calldate=first_of(record, "start", "calldate"),
            duration=first_of(record, "duration"),
            billsec=first_of(record, "billsec"),
            status=status,
            recordingfile=first_of(
                record, "recordingfile", "recording_filename", "recordfiles"
            ).strip("@"),
        )
    ]


def _find_inside(record, told, channel, number):
    """Return the extension of one side: told, or its channel's, or its number."""
    name = first_of(record, channel)
    for found in (first_of(record, told) if told else "", read_extension(name)):
        if found and is_extension(found):
            return found
    plain = first_of(record, number) if number else ""
    return plain if plain and is_extension(plain) else ""


ADAPTER = Adapter("asterisk_cdr", "Asterisk CDR", read, ("documented", "tested"))
