from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from .call import NOTE_LENGTH
from .local_time import format_local_time, to_local
from .reader import as_read_by_agent


class CallcenterCallCallback(models.Model):
    """Promising a caller to call back: an Odoo activity of the agent's."""

    _inherit = "callcenter.call"

    # these stand on the customer, where nothing else tells of which call they are
    callback_activity_ids = fields.Many2many(
        "mail.activity",
        "callcenter_call_callback_activity_rel",
        copy=False,
        groups=fields.NO_ACCESS,
        context={"active_test": False},
    )
    callback_message_ids = fields.Many2many(
        "mail.message",
        "callcenter_call_callback_message_rel",
        copy=False,
        groups=fields.NO_ACCESS,
        help="What the chatter tells of those that were done.",
    )

    def unlink(self):
        """Delete with the calls what was posted of them on their customers.

        Nothing else tells of which call it is: it would outlive every deletion, and no
        request of the caller's would find it.
        """
        self.check_access("unlink")
        # sudo: the messages and activities are their authors'; they go with their call
        calls = self.sudo()
        messages = calls.customer_message_ids | calls.callback_message_ids
        activities = calls.callback_activity_ids
        result = super().unlink()
        messages.unlink()
        activities.exists().unlink()
        return result

    def schedule_callback(self, date, note=""):
        """Schedule a "Call" activity of the current user, to call back.

        It stands on the customer where the user may write them, else on the call.
        Odoo's activities have a day and no time, so the time is in the summary.

        :param str date: when, UTC, ``YYYY-MM-DD HH:MM:SS``
        :param str note: what it is about, plain text
        :return: ``{"id", "summary"}`` of the activity
        :raise AccessError: where the user has no leg of this call
        :raise UserError: where ``date`` is none, or over, or ``note`` too long
        """
        call = as_read_by_agent(self)
        if len(note or "") > NOTE_LENGTH:
            raise UserError(
                self.env._("A note has at most %s characters.", NOTE_LENGTH)
            )
        due = call._read_callback_date(date)
        customer = call.partner_id._filtered_access("write")
        summary = self.env._(
            "Call back %(number)s at %(time)s",
            number=call._get_neutral_name(),
            time=format_local_time(call.env, due),
        )
        activity = (customer or call).activity_schedule(
            "mail.mail_activity_data_call",
            to_local(call.env, due).date(),
            summary,
            plaintext2html(note) if note else "",
            automated=False,
            user_id=self.env.uid,
        )
        # sudo: the call remembers it, which is no change of the call
        call.sudo().callback_activity_ids = [Command.link(activity.id)]
        return {"id": activity.id, "summary": summary}

    def _read_callback_date(self, text):
        try:
            date = fields.Datetime.to_datetime(text)
        except (TypeError, ValueError):
            date = None
        if not date or date <= fields.Datetime.now():
            raise UserError(self.env._("Choose a time to come."))
        return date
