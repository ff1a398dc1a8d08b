"""Times as the user of an environment reads them."""

from babel.dates import format_skeleton

from odoo import fields
from odoo.tools import get_lang
from odoo.tools.misc import babel_locale_parse


def to_local(env, date):
    """Return a UTC time in the time zone of the environment's user."""
    return fields.Datetime.context_timestamp(env.user, date)


def format_local_time(env, date):
    """Write a time as the web client writes those beside it."""
    lang = get_lang(env)
    skeleton = "hm" if "%I" in lang.time_format else "Hm"
    locale = babel_locale_parse(lang.code)
    return format_skeleton(skeleton, to_local(env, date), locale=locale)
