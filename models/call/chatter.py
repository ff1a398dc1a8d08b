from markupsafe import Markup

from odoo import fields, models
from odoo.tools import html2plaintext, plaintext2html

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
        # sudo: a setting of the system; the messages are their authors'
        for call in self.sudo():
            if call.state == "ended" and call._is_note_posted():
                call._post_texts(call._get_texts_to_post())

    def _is_note_posted(self):
        return bool(self.env["ir.config_parameter"].get_param(POST_PARAMETER))

    def _get_texts_to_post(self):
        """Return the text of each author who may read the customer."""
        if not self.partner_id:
            return {}
        notes = dict(self._get_notes())
        if not notes and self.outcome_id:
            notes = {self.user_id or self.leg_ids.user_id[-1:]: ""}
        return {
            author: self.with_context(lang=author.lang)._get_text_to_post(note)
            for author, note in notes.items()
            if author and self._may_read_customer(author)
        }

    def _may_read_customer(self, user):
        env = self._get_reader_env(user)
        return self.partner_id.with_env(env).has_access("read")

    def _get_text_to_post(self, note):
        direction = dict(self._fields["direction"]._description_selection(self.env))
        heading = [direction[self.direction], self.phone_display, self.outcome_id.name]
        return Markup("<p>%s</p>%s") % (
            " · ".join(filter(None, heading)),
            plaintext2html(note) if note else "",
        )

    def _post_texts(self, texts):
        """Post, change and remove messages until there is one for each of ``texts``.

        :param texts: HTML by author (``res.users``)
        """
        customer, kept = self.partner_id, self.env["mail.message"]
        posted = {
            message.author_id: message
            for message in self.customer_message_ids
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
        if kept != self.customer_message_ids:
            (self.customer_message_ids - kept).unlink()
            self.customer_message_ids = kept
