"""Figures as people read them, as on the screen."""

from odoo.tools import formatLang

UNKNOWN = "—"


def figure_text(env, unit, value):
    """Return a figure in words of the reader's language, a dash where it is unknown."""
    if value is None or value is False:
        return UNKNOWN
    return _TEXTS[unit](env, value)


def duration_text(seconds):
    """Return seconds as ``3:12`` or ``1:03:12``."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def _percent(env, value):
    return f"{formatLang(env, value * 100, digits=1)}%"


_TEXTS = {
    "count": lambda env, value: formatLang(env, value, digits=0),
    "number": lambda env, value: formatLang(env, value, digits=1),
    "rate": _percent,
    "seconds": lambda _env, value: duration_text(value),
}
