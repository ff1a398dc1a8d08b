import time
from contextlib import ExitStack

from werkzeug.exceptions import NotFound

from odoo.http import Controller, Response, request, route
from odoo.tools import config

from ..compat import requests
from ..recordings import HEAD_BYTES, RecordingError, open_recording
from ..recordings.audio import EXTENSION_BY_TYPE

MODELS = {"call": "callcenter.call", "leg": "callcenter.call.leg"}
# a player gets its recording in pieces, so that none holds a worker while it is heard
PIECE_BYTES = 1024 * 1024
# the exchange is asked for at most so long, and all of an answer takes at most so long:
# Odoo kills a worker that takes longer than limit_time_real
EXCHANGE_SECONDS = 20
ANSWER_SECONDS = 90
RETRY_SECONDS = 2
# a browser that takes nothing for so long is gone; worker processes are stricter
STUCK_SECONDS = 20
# what a worker writes at once has to be taken within its socket's timeout
CHUNK_BYTES = 64 * 1024
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
    def play(self, kind, record_id, download=False, prepare=False, **_parameters):
        """Answer the audio, or a piece of the range that is asked for.

        :param str kind: ``call`` or ``leg``
        :param int record_id: its id
        :param download: anything: as a file, where the user may have it
        :param prepare: anything: no audio, only whether the file is at hand
        :return: 206 with a piece of audio, 200 with all of it; else JSON ``{"state",
            "message"}``: 200 it is at hand, 403 may not hear or download it, 404 none
            there (yet), 410 deleted, 416 no such range, 429 too many are played, 502
            and 504 the exchange fails, 503 a whole file is still on its way to Odoo;
            429 and 503 with ``Retry-After``
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
        return self._play_counted(recording, bool(download), bool(prepare))

    def _play_counted(self, recording, is_download, is_prepared):
        """Answer unless too many are played; the answer counts until all of it is sent."""
        env, seconds = request.env, _get_answer_seconds()
        deadline = time.monotonic() + seconds
        playing, limit = env["callcenter.playing"]._begin(seconds)
        if not playing:
            messages = {
                "user": env._(
                    "You play several recordings at the same time. Try again in a few"
                    " seconds."
                ),
                "all": env._(
                    "Many recordings are played at the moment. Try again in a few"
                    " seconds."
                ),
            }
            return self._refuse(recording, 429, messages[limit], RETRY_SECONDS)
        with ExitStack() as stack:
            stack.callback(env["callcenter.playing"]._end, playing)
            try:
                response = self._answer(recording, is_download, is_prepared)
            except RecordingError as error:
                reasons = recording._fields["reason"]._description_selection(env)
                message = dict(reasons)[error.code]
                return self._refuse(recording, STATUSES.get(error.code, 502), message)
            if response.is_json or request.httprequest.method == "HEAD":
                return response  # no audio
            recording.with_env(env)._record_listening(is_download)
            env.flush_all()  # what fails, fails while this can be counted off
            _bound(response, deadline, stack.pop_all().close)
        return response

    def _find(self, kind, record_id):
        """Return the call or leg; what may not be seen is not there."""
        if kind not in MODELS:
            raise NotFound
        record = request.env[MODELS[kind]].browse(record_id)
        if not record.has_access("read") or not record.exists():
            raise NotFound
        return record

    def _refuse(self, recording, status, message, retry_seconds=None):
        data = {"state": recording.state, "message": message}
        headers = list(HEADERS)
        if retry_seconds:
            headers.append(("Retry-After", str(retry_seconds)))
        return request.make_json_response(data, headers, status=status)

    def _answer(self, recording, is_download, is_prepared):
        is_piece = request.httprequest.range and not is_download
        if request.httprequest.method == "HEAD":
            response = self._answer_head(recording)
        elif is_piece and not recording._has_whole_audio():
            response = self._answer_piece(recording)
        elif not recording._copy_audio(_get_exchange_seconds()):
            message = request.env._(
                "The recording is on its way from the exchange: a moment, please."
            )
            return self._refuse(recording, 503, message, RETRY_SECONDS)
        elif is_prepared:
            return self._refuse(recording, 200, False)
        else:
            response = self._answer_stored(recording, is_piece)
        response.headers.update(HEADERS)
        extension = EXTENSION_BY_TYPE.get(recording.mimetype)
        response.headers.set(
            "Content-Disposition",
            "attachment" if is_download else "inline",
            filename=".".join(filter(None, [recording._get_file_name(), extension])),
        )
        return response

    def _answer_stored(self, recording, is_piece=False):
        """Answer the audio that Odoo has, or a piece of the range that is asked for."""
        if is_piece:
            start, stop = self._read_range()
            request.httprequest.environ["HTTP_RANGE"] = f"bytes={start}-{stop - 1}"
        stream = request.env["ir.binary"]._get_stream_from(
            recording, "audio", mimetype=recording.mimetype
        )
        return stream.get_response()

    def _answer_head(self, recording):
        """Answer what kind of file it is, and its length where that is known."""
        if recording._has_whole_audio():
            return self._answer_stored(recording)
        with self._open(recording, 0, HEAD_BYTES) as answer:
            response = Response(mimetype=answer.mimetype)
        if answer.total is not None:
            response.content_length = answer.total
        return response

    def _answer_piece(self, recording):
        """Answer the range that is asked for, or the first piece of it (RFC 9110, 14)."""
        start, stop = self._read_range()
        with self._open(recording, start, stop) as answer:
            data = b"".join(answer.chunks())
        if not data:
            raise RecordingError("out_of_range")
        mimetype = answer.mimetype or recording.mimetype
        chunks = [
            data[at : at + CHUNK_BYTES] for at in range(0, len(data), CHUNK_BYTES)
        ]
        response = Response(chunks, status=206, mimetype=mimetype)
        response.content_length = len(data)
        total = "*" if answer.total is None else answer.total
        last = start + len(data) - 1
        response.headers["Content-Range"] = f"bytes {start}-{last}/{total}"
        return response

    def _open(self, recording, start, stop):
        source = recording.pbx_id._get_recording_source(recording._get_name())
        source = source._replace(seconds=_get_exchange_seconds())
        answer = open_recording(source, start, stop)
        if not start:
            recording._set_available(answer)
        return answer

    def _read_range(self):
        """Return the first byte to send and the one after the last, one piece at most."""
        start, stop = request.httprequest.range.ranges[0]
        if start < 0:  # the last so many bytes: players ask for none
            raise RecordingError("out_of_range")
        return start, min(stop or start + PIECE_BYTES, start + PIECE_BYTES)


def _get_answer_seconds():
    """Return how long an answer may take, so that its worker outlives it."""
    limit = config["limit_time_real"]
    return min(ANSWER_SECONDS, limit * 3 / 4) if limit > 0 else ANSWER_SECONDS


def _get_exchange_seconds():
    return min(EXCHANGE_SECONDS, _get_answer_seconds() / 3)


def _bound(response, deadline, end):
    """Let a response end at ``deadline``, sent or not, and tell when it is over.

    The browser sees by the length what is missing, and asks for the rest.

    :param end: called once, or once more where the browser is gone early
    """
    sock = requests.get_socket(requests.get_environ(request.httprequest))
    if sock is not None and sock.gettimeout() is None:
        sock.settimeout(STUCK_SECONDS)
    response.call_on_close(getattr(response.response, "close", lambda: None))
    response.call_on_close(end)
    response.response = _send(response.response, deadline, end)
    # else nobody is told when it is over
    response.direct_passthrough = False


def _send(chunks, deadline, end):
    """Yield the chunks while there is time; what is left with the last one is no work."""
    last = None
    for chunk in chunks:
        if time.monotonic() > deadline:
            break
        if last is not None:
            yield last
        last = chunk
    end()
    if last is not None and time.monotonic() <= deadline:
        yield last
