from odoo import Command, models

from ..kept import change_revision


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_values(self, src_partners, dst_partner):
        """Keep the numbers of contacts that are merged into one that has another."""
        # Odoo has given users another contact by then, past the ORM
        change_revision(self.env.cr)
        # read before: Odoo deletes the sources
        names = dst_partner._get_callcenter_phone_fields()
        phones = [
            (partner[name], partner.callcenter_keys)
            for partner in src_partners
            for name in names
        ]
        result = super()._update_values(src_partners, dst_partner)
        # sudo: merging is a right of its own, which is checked by the wizard
        target = dst_partner.sudo()
        target.invalidate_recordset(["callcenter_phone_ids"])
        for phone, keys in phones:
            known = {target.phone, *_split(target.callcenter_keys)}
            for further in target.callcenter_phone_ids:
                known.update(_split(further.callcenter_keys))
            if phone and known.isdisjoint([phone, *_split(keys)]):
                target.callcenter_phone_ids = [Command.create({"number": phone})]
        return result


def _split(keys):
    """Return the keys of a row that are whole numbers."""
    return [key for key in (keys or "").split() if key[0] in "+="]
