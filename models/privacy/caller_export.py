import csv
import io
import json
import zipfile
from datetime import datetime

from odoo import api, models
from odoo.tools import html2plaintext

from ...recordings.audio import EXTENSION_BY_TYPE
from ..formula import is_formula

# the ids of these tell what belongs together
LINKED_MODELS = ("callcenter.call", "callcenter.call.leg", "res.partner")


class CallcenterCallerData(models.AbstractModel):
    _inherit = "callcenter.caller.data"

    @api.model
    def _export(self, data, number, file):
        """Write what was found as a ZIP: each kind as JSON and CSV, and the audio.

        What is kept from erasing is exported too. Writes a receipt.

        :param CallerData data: as ``_find`` returned it
        :param str number: as it was typed, or None
        :param file: a binary file that can be sought in
        """
        found = self._find(data.company, number, data.partner, is_kept_found=True)
        kinds = [kind for kind in self._get_kinds() if kind.export]
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for kind in kinds:
                records = found.records[kind.name]
                self._export_kind(archive, kind.name, records, kind.export.split())
            for recording in found.records["recordings"]:
                self._export_audio(archive, recording)
        counts = {kind.name: len(found.records[kind.name]) for kind in kinds}
        self._write_receipt("export", data, {"counts": counts})

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
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value
