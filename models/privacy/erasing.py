from odoo import api, fields, models

from ...rules import CallFacts, anonymise
from ..groups import MANAGER
from ..transaction import EVENT_CONTEXT


class CallcenterErasedCall(models.Model):
    """A call without its caller: the figures stay, who it was does not."""

    _inherit = "callcenter.call"

    erased_date = fields.Datetime(
        "Personal data erased", readonly=True, copy=False, groups=MANAGER
    )

    @api.depends("erased_date")
    def _compute_display_name(self):
        # sudo: that it was erased is no secret of the call
        erased = self.filtered(lambda call: call.sudo().erased_date)
        for call in erased:
            call.display_name = self.env._("Erased call")
        return super(CallcenterErasedCall, self - erased)._compute_display_name()

    def _save(self, pbx, facts, new=None):
        """Write what late events tell of an erased call, but not of whom."""
        if self.erased_date:
            facts = anonymise(facts)
        return super()._save(pbx, facts, new)

    def _anonymise(self, data):
        """Forget whose calls these are and what was said; figures and agents stay.

        :param CallerData data: by whose numbers ids are known that have to go as well
        """
        now = fields.Datetime.now()
        # their notes go with what they follow from
        for call in self.with_context(**EVENT_CONTEXT):
            facts = CallFacts.from_json(call.facts) if call.facts else None
            call.leg_ids.write({"note": False, "recording_url": False})
            call.write(
                {
                    "phone": False,
                    "phone_sanitized": False,
                    "partner_id": False,
                    "candidates": False,
                    "recording_url": False,
                    "other_notes": False,
                    "facts": facts and anonymise(facts).to_json(),
                    "erased_date": now,
                }
            )
            if data.mentions(call.callid):
                call.callid = f"erased-{call.id}"
        self.message_follower_ids.unlink()


class CallcenterCallerData(models.AbstractModel):
    _inherit = "callcenter.caller.data"

    @api.model
    def _erase(self, data):
        """Erase what was found, but for what is kept, and return the receipt.

        :param CallerData data: as ``_find`` returned it
        """
        details = self._get_details(data)
        records = data.records
        records["recordings"]._delete_audio()
        self._erase_missed(records["missed"], records["calls"])
        for kind in ("messages", "activities", "attachments", "phones", "choices"):
            records[kind].unlink()
        records["knocks"].unlink()
        # the row itself tells when the exchange was heard
        records["events"].write({"payload": False, "problems": False})
        records["calls"]._anonymise(data)
        # neither is erased here
        details["counts"] = {
            kind: count
            for kind, count in details["counts"].items()
            if kind not in ("listens", "contacts")
        }
        return self._write_receipt("erasure", data, details)

    def _erase_missed(self, rows, calls):
        """Forget who was missed; rows that have other calls go by these."""
        calls = calls.with_context(**EVENT_CONTEXT)
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
