from odoo import Command, api, models


class MailActivity(models.Model):
    """A call-back that is done becomes a message, which its call remembers too."""

    _inherit = "mail.activity"

    @api.depends("res_model", "res_id")
    def _compute_res_name(self):
        """Name calls by their number: the name is stored, and read by anybody."""
        on_calls = self.filtered(lambda row: row.res_model == "callcenter.call")
        for activity in on_calls:
            call = self.env["callcenter.call"].browse(activity.res_id)
            activity.res_name = call._get_neutral_name()
        return super(MailActivity, self - on_calls)._compute_res_name()

    def _action_done(self, feedback=False, attachment_ids=None):
        # sudo: of which calls these are is told to nobody
        calls = self.env["callcenter.call"].sudo()
        calls = calls.search([("callback_activity_ids", "in", self.ids)])
        rest = self - calls.callback_activity_ids
        messages, upcoming = super(MailActivity, rest)._action_done(
            feedback, attachment_ids
        )
        # one by one, to know whose message is whose
        for call in calls:
            for activity in self & call.callback_activity_ids:
                posted, following = super(MailActivity, activity)._action_done(
                    feedback, attachment_ids
                )
                call.callback_message_ids = [Command.link(row.id) for row in posted]
                messages += posted
                upcoming += following
        return messages, upcoming
