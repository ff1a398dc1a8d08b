"""How Odoo asks an exchange to dial: which numbers, by which request or link.

Plain functions on plain values, without Odoo.
"""

from .http import DialError, send
from .pattern import PatternError, matches, read_patterns
from .template import Template, TemplateError, check, fill_link, fill_request
from .vendors import READY

__all__ = [
    "READY",
    "DialError",
    "PatternError",
    "Template",
    "TemplateError",
    "check",
    "fill_link",
    "fill_request",
    "matches",
    "read_patterns",
    "send",
]
