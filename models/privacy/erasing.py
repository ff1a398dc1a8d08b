from dataclasses import replace
from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.tools import SQL

from ...phones import GONE, tail_of, tails_in
from ...rules.erase import erase
from ...rules.told import Told
from ..call.callid import get_erased_callid
from ..groups import MANAGER
from ..transaction import EVENT_CONTEXT

# an event that tells of an earlier time than this many seconds ago comes late
LATE_SECONDS = 60


class CallcenterErasedCall(models.Model):
    """A call without its caller: the figures stay, who it was does not."""

    _inherit = "callcenter.call"

    erased_date = fields.Datetime(
        "Personal data erased", readonly=True, copy=False, groups=MANAGER
    )
    erased_tails = fields.Json(
        copy=False,
        groups=fields.NO_ACCESS,
        help="Hashes of the last digits of numbers that were erased from this call of"
        " another caller: what a telephone forwarded to, who was called besides.",
    )

    @api.depends("erased_date")
    def _compute_display_name(self):
        # sudo: that it was erased is no secret of the call
        erased = self.filtered(lambda call: call.sudo().erased_date)
        for call in erased:
            call.display_name = self.env._("Erased call")
        return super(CallcenterErasedCall, self - erased)._compute_display_name()

    # -- what comes late --------------------------------------------------------------

    def _save(self, pbx, told, exchange, new=None, is_awaited=False):
        """Write what late events tell of an erased call, but not of whom.

        A call that was told of after its caller was erased, and took place before, is
        erased as it comes.
        """
        erased_date = self.erased_date
        if not self:
            first = next(iter(told))
            start = first.date if first.at is None else first.at
            erased_date = self._get_erasure(pbx, first.phone, start, first.heard)
        if not erased_date:
            tails = self._get_erased_tails(pbx, told)
            if tails:
                told = _without_tails(told, lambda tail: self._hash_tail(tail) in tails)
            call, *rest = super()._save(pbx, told, exchange, new, is_awaited)
            if tails and tails != call.erased_tails:
                call.erased_tails = tails
                call.flush_recordset(["erased_tails"])  # the journal asks for it by SQL
            return call, *rest
        if not self:
            callid = get_erased_callid(pbx, new["callid"])
            new = {**new, "callid": callid, "erased_date": erased_date}
        told = _erase_told(told, exchange)
        return super()._save(pbx, told, exchange, new, is_awaited)

    @api.model
    def _hash_tail(self, tail):
        return self.env["callcenter.receipt"]._hash(f"tail {tail}")

    def _get_erased_tails(self, pbx, told):
        """Return by which hashes late events of this call tell erased numbers.

        Those that stood in it when they were erased, and those that it tells afterwards
        in the place of a telephone, of a call that took place before.
        """
        tails = self.erased_tails or []
        start = self.start_date and self.start_date.replace(tzinfo=timezone.utc)
        first = next(iter(told))
        begun = first.heard if first.at is None else first.at
        begun = start.timestamp() if start else begun
        latest = max(told, key=lambda x: x.heard)
        for number in {latest.extension, latest.phone} - {self.phone}:
            tail = tail_of(number)
            if tail and self._get_erasure(pbx, number, begun, latest.heard):
                tails = sorted({*tails, self._hash_tail(tail)})
        return tails

    @api.model
    def _get_erasure(self, pbx, phone, start, now):
        """Return when the data of ``phone`` was erased after a call of theirs, or None.

        :param float start: when the call took place, epoch seconds, None: now
        :param float now: when it was told
        """
        if not phone or start is None or start > now - LATE_SECONDS:
            return None
        receipts = self.env["callcenter.receipt"]
        keys = self.env["callcenter.lookup"]._get_keys(phone, pbx)
        rows = self.env.execute_query(
            SQL(
                "SELECT max(date) FROM callcenter_receipt WHERE kind = 'erasure'"
                " AND company_id = %s AND date > %s AND key_hashes ?| %s",
                pbx._get_settings().company_id,
                datetime.fromtimestamp(start, timezone.utc).replace(tzinfo=None),
                [receipts._hash(key) for key in keys],
            )
        )
        return rows[0][0]

    # -- erasing ----------------------------------------------------------------------

    def _get_callid_left(self, data):
        """Return this call's id, or what stands instead of one that tells the number."""
        if not data.mentions.tells(self.callid):
            return self.callid
        return get_erased_callid(self.pbx_id, self.callid)

    def _anonymise(self, data):
        """Forget whose calls these are and what was said; figures and agents stay.

        :param CallerData data: by whose numbers ids are known that have to go as well
        """
        now = fields.Datetime.now()
        # their notes go with what they follow from
        for call in self.with_context(**EVENT_CONTEXT):
            told = call.observations and erase(*call._get_told(call.pbx_id))
            call.leg_ids.write({"note": False, "recording_url": False})
            call.write(
                {
                    "phone": False,
                    "phone_sanitized": False,
                    "partner_id": False,
                    "candidates": False,
                    "recording_url": False,
                    "other_notes": False,
                    "variables": False,
                    "parent_callid": False,
                    "observations": told and told.to_json(),
                    "erased_date": now,
                    "callid": call._get_callid_left(data),
                }
            )
        self.message_follower_ids.unlink()
        # what exchanges put where no number belongs
        self.env["callcenter.caller.data"]._erase_texts_of(data, self)


def _erase_told(told, exchange):
    """Return ``told`` without its caller, and without texts that may tell of them."""
    told = erase(told, exchange)
    blank = {"queue": "", "did": "", "status": "", "parent": ""}
    told.observations = [replace(x, **blank) for x in told]
    return told


def _without_tails(told, is_erased):
    """Return ``told`` without the texts in which an erased number stands.

    :param is_erased: whether a number with these last digits was
    """

    def tells(value):
        if isinstance(value, tuple):
            return any(map(tells, value))
        return isinstance(value, str) and any(map(is_erased, tails_in(value)))

    def without(x):
        found = {name for name in _TEXTS if tells(getattr(x, name))}
        left = {name: GONE if name in _NAMING else "" for name in found - {"variables"}}
        if "variables" in found:
            left["variables"] = tuple(pair for pair in x.variables if not tells(pair))
        return replace(x, **left) if left else x

    return Told([without(x) for x in told], told.folds, told.exchange)


# what names an attempt stands for one still
_NAMING = {"extension", "ring"}
_TEXTS = [
    *("at_told", "ring", "extension", "phone", "queue", "did", "recording", "status"),
    *("parent", "variables"),
]


class CallcenterCallerData(models.AbstractModel):
    _inherit = "callcenter.caller.data"

    @api.model
    def _erase(self, data):
        """Erase what was found, but for what is kept, and return the receipt.

        :param CallerData data: as ``_find`` returned it
        """
        details = self._get_details(data)
        kinds = self._get_kinds()
        for kind in reversed(kinds):
            if kind.erase:
                getattr(self, kind.erase)(data, data.records[kind.name])
        self._erase_requests(data)
        erased = {kind.name for kind in kinds if kind.erase is not None}
        details["counts"] = {
            name: count for name, count in details["counts"].items() if name in erased
        }
        return self._write_receipt("erasure", data, details)

    def _erase_records(self, _data, records):
        # what is posted of a call goes with it already
        records.exists().unlink()

    def _erase_recordings(self, _data, recordings):
        recordings._delete_audio()

    def _erase_events(self, _data, events):
        # the row itself tells when the exchange was heard
        events.write({"payload": False, "problems": False})

    def _erase_orders(self, _data, orders):
        orders.write({"phone": False, "callid": False})

    def _erase_calls(self, data, calls):
        calls._anonymise(data)

    def _erase_texts_of(self, data, calls):
        """Take the number out of all texts of ``calls`` and their legs."""
        for records in (calls, calls.leg_ids):
            columns = self._get_text_columns(records)
            where = SQL("id = ANY(%s)", records.ids)
            rows = self._find_rows(data.mentions, records, columns, where)
            self._erase_rows(data, rows)

    def _erase_requests(self, data):
        """Delete what managers typed to search for the caller."""
        requests = self.env["callcenter.data.request"].search([("number", "!=", False)])
        requests.filtered(
            lambda row: (
                data.mentions.tells(row.number) or data.mentions.is_read(row.number)
            )
        ).unlink()

    def _erase_missed(self, data, rows):
        """Forget who was missed; rows that have other calls go by these."""
        calls = data.records["calls"].with_context(**EVENT_CONTEXT)
        for row in rows:
            rest = (row.call_ids - calls).sorted("start_date")
            if rest:
                (row.call_ids & calls).write({"missed_id": False})
                last = rest[-1]
                row.write(
                    {"phone": last.phone, "phone_sanitized": last.phone_sanitized}
                )
                continue
            vals = {"partner_id": False, "phone": False, "phone_sanitized": False}
            if row.state == "open":
                # nobody can call back any more
                vals |= {
                    "state": "closed",
                    "done_date": fields.Datetime.now(),
                    "done_by_id": self.env.uid,
                }
            row.write(vals)

    @api.model
    def _write_receipt(self, kind, data, details):
        receipts = self.env["callcenter.receipt"]
        return receipts.create(
            {
                "kind": kind,
                "company_id": data.company.id,
                "user_id": self.env.uid,
                "subject": _mask(data),
                "key_hashes": [receipts._hash(key) for key in data.keys],
                "details": details,
            }
        )


def _mask(data):
    """Return whose data it is so that who knows them recognises them."""
    numbers = [
        f"{key[:4]}…{key[-2:]}" if len(key) > 8 else "…"
        for key in data.keys
        if key[0] == "+"
    ]
    contact = [f"#{data.partner.id}"] if data.partner else []
    return ", ".join(contact + numbers)
