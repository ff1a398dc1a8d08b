import logging

from werkzeug.exceptions import NotFound

from odoo.http import Controller, Response, request, route

from ..recordings import RecordingError, open_recording
from ..recordings.audio import EXTENSION_BY_TYPE

_logger = logging.getLogger(__name__)

MODELS = {"call": "callcenter.call", "leg": "callcenter.call.leg"}
# a player gets its recording in pieces, so that none holds a worker while it is heard
PIECE_BYTES = 1024 * 1024
PIECE_SECONDS = 20
WHOLE_SECONDS = 600
STATUSES = {"missing": 404, "too_slow": 504, "out_of_range": 416}
HEADERS = [
    ("Accept-Ranges", "bytes"),
    ("Cache-Control", "private, no-store"),
    ("Content-Security-Policy", "default-src 'none'"),
    ("X-Content-Type-Options", "nosniff"),
]


class CallcenterRecordingController(Controller):
    """What the player plays: the exchange's recording, or the copy that Odoo keeps."""

    @route(
        "/callcenter/recording/<string:kind>/<int:record_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def play(self, kind, record_id, download=False, **_parameters):
        """Answer the audio, or the range of it that is asked for.

        :param str kind: ``call`` or ``leg``
        :param int record_id: its id
        :param download: anything: as a file, where the user may have it
        :return: 200 or 206 with audio; else JSON ``{"state", "message"}``: 403 may not
            hear or download it, 404 none there (yet), 410 deleted, 416 no such range,
            502 and 504 the exchange fails
        """
        record = self._find(kind, record_id)
        # sudo: the record is readable; the right to hear its recording is asked next
        recording = record.sudo()._ensure_recording()
        if not recording:
            raise NotFound
        env = request.env
        if not recording.with_env(env)._may_hear() or (
            download and not recording.with_env(env)._may_download(recording.pbx_id)
        ):
            message = env._("You may not listen to this recording.")
            return self._refuse(recording, 403, message)
        if recording.state in ("deleted", "failed"):
            status = 410 if recording.state == "deleted" else 404
            return self._refuse(recording, status, recording._get_state_text())
        try:
            response = self._answer(recording, bool(download))
        except RecordingError as error:
            reasons = recording._fields["reason"]._description_selection(env)
            message = dict(reasons)[error.code]
            return self._refuse(recording, STATUSES.get(error.code, 502), message)
        if request.httprequest.method != "HEAD":  # which is answered without a body
            recording.with_env(env)._record_listening(bool(download))
        return response

    def _find(self, kind, record_id):
        """Return the call or leg; what may not be seen is not there."""
        if kind not in MODELS:
            raise NotFound
        record = request.env[MODELS[kind]].browse(record_id)
        if not record.has_access("read") or not record.exists():
            raise NotFound
        return record

    def _refuse(self, recording, status, message):
        data = {"state": recording.state, "message": message}
        return request.make_json_response(data, HEADERS, status=status)

    def _answer(self, recording, is_download):
        if recording.state == "stored":
            response = self._answer_stored(recording)
        elif is_download or not request.httprequest.range:
            response = self._answer_whole(recording)
        else:
            response = self._answer_piece(recording)
        response.headers.update(HEADERS)
        extension = EXTENSION_BY_TYPE.get(recording.mimetype)
        response.headers.set(
            "Content-Disposition",
            "attachment" if is_download else "inline",
            filename=".".join(filter(None, [recording._get_file_name(), extension])),
        )
        return response

    def _answer_stored(self, recording):
        stream = request.env["ir.binary"]._get_stream_from(
            recording, "audio", mimetype=recording.mimetype
        )
        return stream.get_response()

    def _answer_whole(self, recording):
        """Pass all of it on as it comes; nothing of Odoo is held meanwhile."""
        answer = self._open(recording, WHOLE_SECONDS)
        response = Response(_pass_on(answer), mimetype=answer.mimetype)
        # what is not read at all, by HEAD or as the browser is gone, begins no passing on
        response.call_on_close(answer.close)
        if answer.total is not None:
            response.content_length = answer.total
        return response

    def _answer_piece(self, recording):
        """Answer the range that is asked for, or the first piece of it (RFC 9110, 14)."""
        start, stop = self._read_range()
        with self._open(recording, PIECE_SECONDS, start, stop) as answer:
            data = b"".join(answer.chunks())
        if not data:
            raise RecordingError("out_of_range")
        mimetype = answer.mimetype or recording.mimetype
        response = Response(data, status=206, mimetype=mimetype)
        total = "*" if answer.total is None else answer.total
        last = start + len(data) - 1
        response.headers["Content-Range"] = f"bytes {start}-{last}/{total}"
        return response

    def _open(self, recording, seconds, start=0, stop=None):
        source = recording.pbx_id._get_recording_source(recording._get_name())
        answer = open_recording(source._replace(seconds=seconds), start, stop)
        if not start:
            recording._set_available(answer)
        return answer

    def _read_range(self):
        """Return the first byte to send and the one after the last, one piece at most."""
        start, stop = request.httprequest.range.ranges[0]
        if start < 0:  # the last so many bytes: players ask for none
            raise RecordingError("out_of_range")
        return start, min(stop or start + PIECE_BYTES, start + PIECE_BYTES)


def _pass_on(answer):
    """Yield what comes, and hang up; the browser sees by the length what is missing."""
    with answer:
        try:
            yield from answer.chunks()
        except RecordingError as error:
            _logger.info("A recording broke off on its way to a browser: %s", error)
