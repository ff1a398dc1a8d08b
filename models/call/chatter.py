from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext, plaintext2html

from .notes import get_notes
from .reader import get_reader_env

POST_PARAMETER = "callcenter.is_note_posted"
# of old calls that become a customer's, nobody is told as of news
NO_POSTING = "callcenter_no_posting"


class CallcenterCallChatter(models.Model):
    """Notes and outcomes of ended calls in the customer's chatter, if so set."""

    _inherit = "callcenter.call"

    customer_message_ids = fields.Many2many(
        "mail.message", "callcenter_call_customer_message_rel", copy=False
    )

    def _post_notes(self):
        """Bring the customer's chatter in line with the notes: one message an author."""
        if self.env.context.get(NO_POSTING):
            return
        self.env["callcenter.call.chatter"].post(self)


class CallcenterChatter(models.AbstractModel):
    """Who posts the notes of calls to their customers."""

    _name = "callcenter.call.chatter"
    _description = "Notes in the Chatter"

    @api.private
    def post(self, calls):
        """Bring the chatter of each ended call's customer in line with its notes."""
        # sudo: the messages are their authors'
        for call in calls.sudo():
            if call.state == "ended" and self._is_note_posted():
                self._post_texts(call, self._get_texts_to_post(call))

    def _is_note_posted(self):
        # sudo: one setting of the system, which everybody's notes follow
        parameters = self.env["ir.config_parameter"].sudo()
        return bool(parameters.get_param(POST_PARAMETER))

    def _get_texts_to_post(self, call):
        """Return the text of each author who may read the customer."""
        if not call.partner_id:
            return {}
        notes = dict(get_notes(call))
        if not notes and call.outcome_id:
            notes = {call.user_id or call.leg_ids.user_id[-1:]: ""}
        return {
            author: self._get_text_to_post(call.with_context(lang=author.lang), note)
            for author, note in notes.items()
            if author and self._may_read_customer(call, author)
        }

    def _may_read_customer(self, call, user):
        env = get_reader_env(call.env, user)
        return call.partner_id.with_env(env).has_access("read")

    def _get_text_to_post(self, call, note):
        direction = dict(call._fields["direction"]._description_selection(call.env))
        heading = [direction[call.direction], call.phone_display, call.outcome_id.name]
        return Markup("<p>%s</p>%s") % (
            " · ".join(filter(None, heading)),
            plaintext2html(note) if note else "",
        )

    def _post_texts(self, call, texts):
        """Post, change and remove messages until there is one for each of ``texts``.

        :param texts: HTML by author (``res.users``)
        """
        customer, kept = call.partner_id, call.env["mail.message"]
        posted = {
            message.author_id: message
            for message in call.customer_message_ids
            if (message.model, message.res_id) == ("res.partner", customer.id)
        }
        for author, text in texts.items():
            message = posted.get(author.partner_id)
            if not message:
                message = customer.with_context(
                    mail_post_autofollow_author_skip=True
                ).message_post(
                    body=text,
                    author_id=author.partner_id.id,
                    message_type="comment",
                    subtype_xmlid="mail.mt_note",
                )
            elif html2plaintext(message.body) != html2plaintext(text):
                customer._message_update_content(message, body=text)
            kept += message
        if kept != call.customer_message_ids:
            (call.customer_message_ids - kept).unlink()
            call.customer_message_ids = kept
