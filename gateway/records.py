"""What CEL or CDR tell of a time in which nobody listened: CSV to messages, or events.

CEL rows become AMI messages and go the way of all others. CDR rows become records.
Sources: https://docs.asterisk.org/Configuration/Reporting/Channel-Event-Logging-CEL/
and cdr_csv.c (the order of its columns).
"""

import csv
import json
import re
import time
from datetime import datetime

from . import names

# the order that the documentation asks for, cel_custom.conf
CEL_COLUMNS = [
    *("eventtype", "eventtime", "cidname", "cidnum", "exten", "context", "channame"),
    *("appname", "appdata", "uniqueid", "linkedid", "peer", "eventextra"),
]
CDR_COLUMNS = [
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel"),
    *("lastapp", "lastdata", "start", "answer", "end", "duration", "billsec"),
    *("disposition", "amaflags", "uniqueid", "userfield", "peeraccount", "linkedid"),
    "sequence",
]
# no more is read from the end of a file
MAX_BYTES = 32 * 1024 * 1024


def read_rows(path, columns):
    """Yield rows of a CSV file as dicts: those of its last 32 MiB."""
    with open(path, "rb") as file:
        file.seek(0, 2)
        size = file.tell()
        file.seek(max(size - MAX_BYTES, 0))
        lines = file.read().decode("utf-8", "replace").splitlines()
    if size > MAX_BYTES:
        lines = lines[1:]
    for row in csv.reader(lines):
        if len(row) >= 4:
            yield dict(zip(columns, row))


def moment(text):
    """Return the epoch seconds of a local time or of an epoch, None where it is none."""
    text = (text or "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?", text):
        value = float(text)
        return value if value > 1e8 else None
    for pattern in ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S"):
        try:
            return time.mktime(datetime.strptime(text, pattern).timetuple())
        except (ValueError, OverflowError):
            continue
    return None


def messages_of_cel(rows, since, until):
    """Return ``[(message, at)]`` that CEL rows make of the time from ``since`` on."""
    found, dialling = [], {}
    for row in rows:
        at = moment(row.get("eventtime"))
        if at is None:
            continue
        messages = _of_row(row, dialling)
        if since <= at <= until:
            found.extend((message, at) for message in messages)
    return found


def _of_row(row, dialling):
    """Return the AMI messages of one CEL row; remembers who dials in each linkedid."""
    kind = row.get("eventtype", "")
    message = {
        "Uniqueid": row.get("uniqueid", ""),
        "Linkedid": row.get("linkedid", ""),
        "Channel": row.get("channame", ""),
        "CallerIDNum": row.get("cidnum", ""),
        "Exten": row.get("exten", ""),
        "Context": row.get("context", ""),
    }
    extra = _extra(row)
    if kind == "CHAN_START":
        return _started(message, dialling)
    if kind == "ANSWER":
        return [
            dict(message, Event="Newstate", ChannelStateDesc="Up", ChannelState="6")
        ]
    if kind == "APP_START":
        return _application(message, row, dialling)
    if kind in ("BRIDGE_ENTER", "BRIDGE_EXIT"):
        event = "BridgeEnter" if kind == "BRIDGE_ENTER" else "BridgeLeave"
        bridge = extra.get("bridge_id", "")
        technology = extra.get("bridge_technology", "")
        told = dict(message, Event=event, BridgeUniqueid=bridge)
        return [dict(told, BridgeTechnology=technology)]
    if kind == "HANGUP" and extra.get("dialstatus") not in (None, "", "ANSWER"):
        ended = {"Dest" + name: value for name, value in message.items()}
        return [dict(ended, Event="DialEnd", DialStatus=extra["dialstatus"])]
    if kind == "CHAN_END":
        return [dict(message, Event="Hangup")]
    return []


def _extra(row):
    try:
        values = json.loads(row.get("eventextra") or "{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _started(message, dialling):
    is_first = message["Uniqueid"] == message["Linkedid"]
    state = "Ring" if is_first else "Down"
    found = [dict(message, Event="Newchannel", ChannelStateDesc=state)]
    dialler = dialling.get(message["Linkedid"])
    if not is_first and dialler and not message["Channel"].endswith(";2"):
        told = {"Dest" + name: value for name, value in message.items()}
        told.update((n, dialler[n]) for n in ("Uniqueid", "Channel", "Linkedid"))
        endpoint = names.endpoint_of(message["Channel"]).partition("/")[2]
        targets = [t for t in dialler["targets"] if endpoint and endpoint in t]
        string = targets[0].partition("/")[2] if targets else endpoint
        found.append(dict(told, Event="DialBegin", DialString=string))
    return found


def _application(message, row, dialling):
    name, data = row.get("appname", ""), row.get("appdata", "")
    if name in ("Dial", "Queue", "FollowMe"):
        targets = data.split(",")[0].split("&")
        dialling[message["Linkedid"]] = dict(message, targets=targets)
    found = [dict(message, Event="Newexten", Application=name, AppData=data)]
    if name == "Queue":
        queue = data.split(",")[0]
        found.append(dict(message, Event="QueueCallerJoin", Queue=queue))
    return found


def events_of_cdr(rows, since, until, reader, known=()):
    """Return the events of the wire that CDR rows make: records, no popups.

    :param known: callids that the gateway has told itself
    """
    found = []
    for row in rows:
        end = moment(row.get("end"))
        callid = row.get("linkedid") or row.get("uniqueid", "")
        if end is None or not since <= end <= until or not callid or callid in known:
            continue
        caller = reader.who(row.get("channel", ""))
        called = reader.who(row.get("dstchannel", "") or "-")
        event = {
            "name": "call_end",
            "callid": callid,
            "at": "%.6f" % end,
            "calldate": "%.6f" % (moment(row.get("start")) or end),
            "duration": row.get("duration", ""),
            "billsec": row.get("billsec", ""),
            "status": row.get("disposition", ""),
        }
        if called[0] == names.EXTENSION:
            event.update(phone=row.get("src", ""), extension=called[1])
        elif caller[0] == names.EXTENSION:
            first = dict(
                event, name="init", extension=caller[1], phone=row.get("dst", "")
            )
            first["at"] = event["calldate"]
            found.append(
                {n: first[n] for n in ("name", "callid", "at", "extension", "phone")}
            )
            event.update(phone=row.get("dst", ""), extension=caller[1])
        else:
            event.update(phone=row.get("src", ""), did=row.get("dst", ""))
        if event.get("extension"):
            event["ring"] = row.get("uniqueid", "") + "-" + row.get("sequence", "")
        found.append({name: value for name, value in event.items() if value})
    return found
