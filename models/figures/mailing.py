"""Mail to the people who chose, or were chosen, to be told figures."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError

from ...compat.timezones import get_zone
from ..groups import SUPERVISOR

KEEP_DAYS = 400


def as_reader(records, user, company):
    """Return ``records`` with the rights, the language and the clock of ``user``."""
    return records.with_user(user).with_context(
        allowed_company_ids=company.ids,
        lang=user.lang,
        tz=user.tz,
    )


def may_read(user, company):
    """Return whether ``user`` sees figures of ``company`` now."""
    is_there = user.active and company in user.company_ids
    return is_there and user.has_group(SUPERVISOR)


def check_readers(records):
    """Raise unless all ``user_ids`` of the records see figures of their companies."""
    # sudo: of the users only whether they would be told nothing
    for record in records.sudo():
        for user in record.user_ids:
            if not may_read(user, record.company_id):
                raise UserError(
                    records.env._(
                        "%(user)s is no supervisor of %(company)s and sees no figures.",
                        user=user.name,
                        company=record.company_id.name,
                    )
                )


def send(user, company, subject, body, attachments=()):
    """Send a mail to ``user`` now.

    :param body: HTML
    :param attachments: ``(name, content, type)``, content as bytes
    :raises MailDeliveryException: where the mail server does not take it
    """
    env = user.env
    mail = env["mail.mail"].create(
        {
            "subject": subject,
            "body_html": body,
            "email_from": company.email_formatted or env.user.email_formatted,
            "email_to": user.email_formatted,
            "auto_delete": True,
            "attachment_ids": [
                Command.create(
                    {
                        "name": name,
                        "raw": content,
                        "mimetype": mimetype,
                        # goes with the message
                        "res_model": "mail.message",
                        "res_id": 0,
                    }
                )
                for name, content, mimetype in attachments
            ],
        }
    )
    mail.send(raise_exception=True)


def get_oldest():
    """Return until when it is remembered who was told what."""
    return fields.Datetime.now() - timedelta(days=KEEP_DAYS)


def local_now(now, tz):
    """Return ``now`` (UTC without zone) by the clock of ``tz``, without zone."""
    zone = get_zone("UTC")
    return zone.localize(now).astimezone(get_zone(tz)).replace(tzinfo=None)
