"""A dark colour scheme: Odoo Community has dark styles, but no dark colours."""

from . import models
