import csv
import io
import json
import zipfile
from datetime import datetime

from odoo import api, models
from odoo.tools import html2plaintext

from ...recordings.audio import EXTENSION_BY_TYPE

# what is exported of each kind; the ids of these models tell what belongs together
LINKED_MODELS = ("callcenter.call", "callcenter.call.leg", "res.partner")
FIELDS = {
    "calls": (
        "id callid pbx_id direction state disposition phone phone_sanitized partner_id"
        " user_id extension_id queue did start_date answer_date end_date duration"
        " wait_duration talk_duration is_talk_known outcome_id note recording_url keep_until"
        " keep_reason"
    ),
    "legs": (
        "id call_id number attempt role user_id disposition start_date answer_date"
        " end_date duration talk_duration is_talk_known note recording_url"
    ),
    "recordings": "id call_id leg_id state size mimetype",
    "listens": "id call_id user_id date is_download",
    "events": "id call_id create_date name result payload remote_addr",
    "knocks": "id heard_date name payload remote_addr",
    "missed": (
        "id phone phone_sanitized partner_id attempts first_date last_date"
        " wait_seconds due_date state close_reason tries done_date user_id"
    ),
    "phones": "id partner_id number label",
    "choices": "id partner_id phone_sanitized",
    "messages": "id model res_id date author_id body",
    "activities": "id res_model res_id date_deadline summary note user_id",
    "attachments": "id res_id name mimetype file_size",
    "contacts": "id name phone email",
}
# a spreadsheet would run what begins with these
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class CallcenterCallerData(models.AbstractModel):
    _inherit = "callcenter.caller.data"

    @api.model
    def _export(self, data, file):
        """Write what was found as a ZIP: each kind as JSON and CSV, and the audio.

        What is kept from erasing is exported too. Writes a receipt.

        :param CallerData data: as ``_find`` returned it
        :param file: a binary file that can be sought in
        """
        kept = data.kept
        records = {
            **data.records,
            **{
                kind: found | data.records[kind]
                for kind, found in (
                    ("calls", kept),
                    *self._find_parts(kept).items(),
                    *self._find_around(kept).items(),
                    ("missed", kept.missed_id),
                    ("events", self._find_kept_events(kept)),
                )
            },
        }
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for kind, names in FIELDS.items():
                self._export_kind(archive, kind, records[kind], names.split())
            for recording in records["recordings"]:
                self._export_audio(archive, recording)
        counts = {kind: len(records[kind]) for kind in FIELDS}
        self._write_receipt("export", data, {"counts": counts})

    def _find_kept_events(self, kept):
        return self.env["callcenter.event"].search([("call_id", "in", kept.ids)])

    def _export_kind(self, archive, kind, records, names):
        rows = [
            {name: _plain(record, name) for name in names}
            for record in records.sorted("id")
        ]
        text = json.dumps(rows, ensure_ascii=False, indent=1)
        archive.writestr(f"{kind}.json", text)
        table = io.StringIO()
        writer = csv.DictWriter(table, names)
        writer.writeheader()
        writer.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
        # with the mark by which spreadsheets know the encoding
        archive.writestr(f"{kind}.csv", table.getvalue().encode("utf-8-sig"))

    def _export_audio(self, archive, recording):
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", recording._name),
                ("res_id", "=", recording.id),
                ("res_field", "=", "audio"),
            ],
            limit=1,
        )
        if attachment:
            extension = EXTENSION_BY_TYPE.get(recording.mimetype, "bin")
            name = f"recordings/{recording.id}.{extension}"
            archive.writestr(name, attachment.raw, zipfile.ZIP_STORED)
            recording._record_listening(is_download=True)


def _plain(record, name):
    """Return a field's value as JSON has it; of other records their id or name."""
    value, field = record[name], record._fields[name]
    if field.relational:
        is_linked = field.comodel_name in LINKED_MODELS
        return (value.id if is_linked else value.display_name) or None
    if field.type == "html":
        return html2plaintext(value or "")
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return None if value is False and field.type != "boolean" else value


def _cell(value):
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
