from datetime import timedelta

from odoo import api, fields, models

from ...recordings import RecordingError, open_recording

COPY_MINUTES = 60
# after these the server has sent a part, and goes on from there the next time
PARTIAL_REASONS = {"too_slow", "broken_off"}


class CallcenterRecordingCopy(models.Model):
    """A copy for a while of what the exchange has, for whoever takes the whole file.

    It comes from the exchange in its time and goes to the browser in the browser's, and
    no worker waits for both.
    """

    _inherit = "callcenter.recording"

    def _has_whole_audio(self):
        """Return whether Odoo has all of it, kept or as a copy for a while."""
        self.ensure_one()
        if self.state == "stored":
            return True
        file = self._get_audio_files()[:1]
        return bool(self.copy_until_date and file and file.file_size == self.size)

    def _copy_audio(self, seconds):
        """Copy what the exchange has, or as much more of it as comes in time.

        :param seconds: how long it may take
        :return: whether all of it is there now
        :raises RecordingError: why there is none, or no more
        """
        self.ensure_one()
        if self._has_whole_audio():
            return True
        # one worker copies a file; the others say that it is under way
        self.env.cr.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)",
            [f"{self._table}.audio", self.id],
        )
        if not self.env.cr.fetchone()[0]:
            return False
        file = self._get_audio_files()[:1]
        copied = (self.copy_until_date and file.raw) or b""
        try:
            data, answer = self._fetch_rest(copied, seconds)
        except RecordingError as error:
            # another file by now, or a server that knows no ranges
            if copied and error.code != "unreachable":
                self._drop_copies()
            raise
        self._put_audio(data, answer.mimetype or self.mimetype)
        self.write(
            {
                "size": len(data) if answer.total is None else answer.total,
                "mimetype": answer.mimetype or self.mimetype,
                "copy_until_date": fields.Datetime.now()
                + timedelta(minutes=COPY_MINUTES),
            }
        )
        return self._has_whole_audio()

    def _fetch_rest(self, copied, seconds):
        """Return what was copied with what comes after it, and the answer with the rest.

        :param bytes copied: the beginning
        :raises RecordingError: nothing more came
        """
        source = self.pbx_id._get_recording_source(self._get_name())
        source = source._replace(seconds=seconds)
        pieces = [copied]
        with open_recording(source, len(copied)) as answer:
            if copied and answer.total != self.size:
                raise RecordingError("broken_off")
            if not copied:
                self._set_available(answer)
            try:
                pieces.extend(answer.chunks())
            except RecordingError as error:
                is_partial = answer.total is not None and len(pieces) > 1
                if error.code not in PARTIAL_REASONS or not is_partial:
                    raise
        return b"".join(pieces), answer

    @api.model
    def _drop_due_copies(self):
        """Delete copies that had their time."""
        self.search([("copy_until_date", "<", fields.Datetime.now())])._drop_copies()

    def _drop_copies(self):
        """Delete copies for a while."""
        copies = self.filtered("copy_until_date")
        copies.filtered(lambda row: row.state != "stored").write({"audio": False})
        copies.write({"copy_until_date": False})
