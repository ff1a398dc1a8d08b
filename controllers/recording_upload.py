"""A recording that an exchange sends itself, since Odoo cannot reach it."""

from typing import NamedTuple

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from odoo.http import request

from ..recordings import HEAD_BYTES, find_audio_type
from ..wire import Problem, WireError, read_event
from ..wire.body import MAX_BYTES


class Upload(NamedTuple):
    """What came: ``event`` names call and extension, ``params`` are for the journal."""

    event: object
    params: dict
    audio: bytes
    mimetype: str


def get_max_content_length(_controller):
    """Return how large a request may be: the recording, and what a form puts around."""
    return request.env["callcenter.pbx"]._get_recording_max_bytes() + MAX_BYTES


def read_upload(httprequest, params, limit):
    """Read a recording: the raw body, or the first file of a multipart form.

    :param dict params: those of the query
    :param int limit: how many bytes it may have
    :raises WireError: ``missing_callid``, ``unreadable``, ``no_audio`` (400),
        ``too_large`` (413), ``not_audio`` (415)
    """
    try:
        audio, declared, name, form = _read_parts(httprequest)
    except RequestEntityTooLarge as error:
        raise WireError("too_large", 413, limit=limit) from error
    except (BadRequest, OSError) as error:
        raise WireError("unreadable", 400, detail="it breaks off") from error
    params = {**params, **form}
    event = read_event("call_info", params)
    if not audio:
        raise WireError("no_audio", 400)
    if len(audio) > limit:
        raise WireError("too_large", 413, limit=limit)
    mimetype = find_audio_type(declared, event.recording or name, audio[:HEAD_BYTES])
    if not mimetype:
        raise WireError("not_audio", 415, type=declared)
    told = {**params, "bytes": len(audio), "type": mimetype}
    return Upload(event, told, audio, mimetype)


def _read_parts(httprequest):
    """Return ``(audio, type, file name, form)``."""
    declared = httprequest.mimetype
    if declared != "multipart/form-data":
        # curl and others call everything a form that they were told nothing of
        is_form = declared == "application/x-www-form-urlencoded"
        return httprequest.get_data(), "" if is_form else declared, "", {}
    form = httprequest.form.to_dict()
    file = next(httprequest.files.values(), None)
    if not file:
        return b"", "", "", form
    file.stream.seek(0)
    return file.stream.read(), file.mimetype, file.filename or "", form


def keep_upload(call, upload):
    """Keep the recording with the call, or with the leg whose extension is named.

    :return: the wire Problems that are worth a warning
    """
    problems = list(upload.event.warnings)
    extension = upload.event.extension
    legs = call.leg_ids.filtered(lambda leg: leg.number == extension)
    talks = legs.filtered(lambda leg: leg.disposition == "answered")
    leg = (talks or legs)[-1:]
    if extension and not leg:
        problems.append(Problem("unknown_leg", {"extension": extension}, "extension"))
    if not call.env["callcenter.recording"]._keep_sent(
        call, leg, upload.audio, upload.mimetype
    ):
        problems.append(Problem("recording_deleted"))
    return problems
