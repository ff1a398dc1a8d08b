"""Several events in one request, for who catches up: a list, each with its endpoint."""

from .body import MAX_PARAMETERS, Message, check_callid, read_json
from .errors import WireError
from .words import ENDPOINTS

MAX_EVENTS = 200
MAX_BATCH_BYTES = 1024 * 1024


def read_batch(body):
    """Return ``(name, Message or WireError)`` of each event of a batch, in order.

    :param bytes body: a JSON list of objects, or an object that has it as ``events``;
        ``name`` in each says which endpoint it is for
    :raises WireError: ``too_large``, ``too_many_events`` (413), ``unreadable`` (400)
    """
    if len(body) > MAX_BATCH_BYTES:
        raise WireError("too_large", 413, limit=MAX_BATCH_BYTES)
    data = read_json(body.strip(b"\xef\xbb\xbf \t\r\n\0"))
    if isinstance(data, dict):
        inner = data.get("params") if isinstance(data.get("params"), dict) else data
        data = inner.get("events")
    if not isinstance(data, list):
        detail = "a JSON list of events is expected"
        raise WireError("unreadable", 400, detail=detail)
    if len(data) > MAX_EVENTS:
        raise WireError("too_many_events", 413, limit=MAX_EVENTS)
    return [_read_one(item) for item in data]


def _read_one(item):
    if not isinstance(item, dict):
        return "", WireError("unreadable", 400, detail="an event is no JSON object")
    params = {name: value for name, value in item.items() if name != "name"}
    name = item.get("name")
    name = name if isinstance(name, str) else ""
    if name not in ENDPOINTS:
        known = ", ".join(ENDPOINTS)
        return "", WireError("unknown_endpoint", 404, endpoint=name, known=known)
    if len(params) > MAX_PARAMETERS:
        return name, WireError("unreadable", 400, detail="it has too many parameters")
    message = Message(params)
    try:
        check_callid(message)
    except WireError as error:
        return name, error
    return name, message
