from odoo import models
from odoo.tools import SQL

# so many of the latest calls, of so many days, tell what the exchange sends
LATEST, DAYS = 500, 30
STEPS = ("ring", "answer", "end", "recording", "mapped")


class CallcenterPbxSetup(models.AbstractModel):
    """What the check-list of a connection knows of its calls."""

    _inherit = "callcenter.pbx.setup"

    def _list_checks(self, pbx):
        yield from super()._list_checks(pbx)
        seen = self._get_seen(pbx)
        texts = [
            [
                self.env._("An extension rang"),
                self.env._("Call an extension from outside."),
            ],
            [self.env._("A call was answered"), self.env._("Pick up a call.")],
            [
                self.env._("The end of a call came"),
                self.env._("Hang up. Does the exchange tell of ends, too?"),
            ],
            [
                self.env._("A recording was named"),
                self.env._(
                    "Optional: switch on recording, and say under Settings where"
                    " recordings lie."
                ),
            ],
            [
                self.env._("An extension that rang is mapped"),
                self.env._(
                    "Those that rang are nobody's: Map extensions… ▸ those that rang"
                    " already."
                ),
            ],
        ]
        for name, (label, todo) in zip(STEPS, texts, strict=True):
            if name != "mapped" or seen["ring"]:
                yield bool(seen[name]), label, todo

    def _get_seen(self, pbx):
        """Return whether each step of a call was seen lately, by name."""
        if not pbx.id:
            return dict.fromkeys(STEPS, False)
        self.env["callcenter.call"].flush_model()
        # whether, and nothing of whose call it was
        self.env.cr.execute(
            SQL(
                """
                SELECT count(leg.id) > 0, bool_or(leg.answer_date IS NOT NULL),
                       bool_or(call.state = 'ended' AND call.is_end_assumed IS NOT TRUE),
                       bool_or(COALESCE(call.recording_url, '') != ''),
                       bool_or(extension.user_id IS NOT NULL)
                  FROM (SELECT * FROM callcenter_call WHERE pbx_id = %s
                           AND start_date > now() AT TIME ZONE 'UTC' - %s * interval '1 day'
                         ORDER BY id DESC LIMIT %s) AS call
                  LEFT JOIN callcenter_call_leg leg ON leg.call_id = call.id
                  LEFT JOIN callcenter_extension extension
                         ON extension.id = leg.extension_id
                """,
                pbx.id,
                DAYS,
                LATEST,
            )
        )
        return dict(zip(STEPS, self.env.cr.fetchone(), strict=True))
