from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        """Keep the audio of recordings from all who ask for the file itself.

        Odoo lets administrators have every file. Recordings are heard where it is noted
        who listened, see ``callcenter.recording.listen``.
        """
        name = "callcenter.recording"
        if self.env.su or name not in model_and_ids:
            yield from super()._inaccessible_comodel_records(model_and_ids, operation)
            return
        yield from ((name, res_id) for res_id in model_and_ids[name])
        others = {model: ids for model, ids in model_and_ids.items() if model != name}
        yield from super()._inaccessible_comodel_records(others, operation)
