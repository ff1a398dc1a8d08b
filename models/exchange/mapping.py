from odoo import api, fields, models

from ...wire.adapters import HOOK, find_adapter
from ...wire.adapters.mapping import NAME, make_adapter
from ...wire.mapping import MappingError, read_mapping
from ..kept import kept


class CallcenterPbxMapping(models.Model):
    """What is what in the messages of a vendor that nobody wrote an adapter for."""

    _inherit = "callcenter.pbx"

    # written by the service below only, which looks at what it is given
    mapping = fields.Json(groups=fields.NO_ACCESS, copy=False, readonly=True)


class CallcenterMapping(models.AbstractModel):
    """The mappings of connections, and the adapters that they make."""

    _name = "callcenter.mapping"
    _description = "Mapping of Vendor Messages"

    @api.private
    def find_adapter(self, pbx, endpoint):
        """Return the Adapter of ``hook/<name>`` for a connection, or None.

        :raises WireError: ``no_mapping``, of what reads by a mapping where there is none
        """
        mapping = self.get(pbx) if endpoint == f"{HOOK}{NAME}" else None
        return make_adapter(mapping) if mapping else find_adapter(endpoint)

    @api.private
    def get(self, pbx):
        """Return the Mapping of a connection, or None."""
        return self._get_all().get(pbx.id)

    @api.model
    @kept
    def _get_all(self):
        """Return the Mapping of each connection that has one by its id, kept."""
        pbxs = self.env["callcenter.pbx"].with_context(active_test=False)
        found = {}
        for pbx in pbxs.search([("mapping", "!=", False)], order="id"):
            try:
                found[pbx.id] = read_mapping(pbx.mapping)
            except MappingError:  # of a later version
                continue
        return found

    @api.private
    def keep(self, pbx, mapping):
        """Let a connection read its vendor's messages by a Mapping.

        :raises AccessError: without the right to change connections
        """
        pbx.ensure_one()
        pbx.check_access("write")
        # sudo: nobody writes what was not looked at
        pbx.sudo().mapping = mapping.to_json()

    @api.private
    def forget(self, pbx):
        """Take the mapping of a connection away.

        :raises AccessError: without the right to change connections
        """
        pbx.ensure_one()
        pbx.check_access("write")
        # sudo: as of ``keep``
        pbx.sudo().mapping = False
