from odoo import Command, models


class MailActivity(models.Model):
    """A call-back that is done becomes a message, which its call remembers too."""

    _inherit = "mail.activity"

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
