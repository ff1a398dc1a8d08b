"""What people may write of this addon's fields, whoever has the right to a model."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

MAX_CHARACTERS = {"char": 2_000, "text": 10_000, "html": 10_000}
PREFIX = "callcenter"


class CallcenterWritten(models.AbstractModel):
    """A model that people write, by RPC too: Odoo itself checks the right to the model.

    What is read-only (it follows from other fields, or is the addon's own) is written by
    the system alone, and no text is endless.
    """

    _name = "callcenter.written"
    _description = "Written by People"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_written(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_written(vals)
        return super().write(vals)

    def _check_written(self, vals):
        """Check what a person writes of this addon's fields.

        :raise AccessError: where it is not theirs to write
        :raise UserError: where a text is too long
        """
        if self.env.su:
            return
        for name in self._get_own_names(vals):
            field = self._fields[name]
            if field.store and field.readonly:
                raise AccessError(
                    self.env._(
                        "%s follows from something else, and is written by nobody.",
                        field._description_string(self.env) or name,
                    )
                )
            length = MAX_CHARACTERS.get(field.type)
            if length and isinstance(vals[name], str) and len(vals[name]) > length:
                raise UserError(
                    self.env._(
                        "%(field)s has at most %(count)s characters.",
                        field=field._description_string(self.env) or name,
                        count=length,
                    )
                )

    def _get_own_names(self, names):
        """Return those that are this addon's: on Odoo's models few."""
        is_own = self._name.startswith(f"{PREFIX}.")
        return [
            name
            for name in names
            if name in self._fields and (is_own or name.startswith(f"{PREFIX}_"))
        ]
