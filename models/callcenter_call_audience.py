from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CallcenterAudience(models.AbstractModel):
    """Who may see a record, kept as keys on the record itself.

    Record rules that asked for the legs would read all legs of an agent for one page of
    the list: more with every year.
    """

    _name = "callcenter.audience"
    _description = "Audience"

    audience = fields.Json(
        readonly=True,
        groups="base.group_system",
        help="Keys of whom the record rules show this: u7 a user with a leg, e3 an"
        " extension with one, m1 who has an extension at connection 1, as it is missed.",
    )
    is_for_supervisor = fields.Boolean(
        "Seen as a supervisor",
        compute="_compute_is_for_supervisor",
        search="_search_is_for_supervisor",
    )

    @api.depends("audience")
    @api.depends_context("uid")
    def _compute_is_for_supervisor(self):
        keys = self._get_supervisor_keys()
        for record in self:
            record.is_for_supervisor = record._is_for(keys)

    def _search_is_for_supervisor(self, operator, value):
        return self._search_audience(operator, self._get_supervisor_keys())

    def _is_for(self, keys):
        # sudo: the keys decide what may be read, they are nobody's to read
        return not keys.isdisjoint(self.sudo().audience or ())

    def _search_audience(self, operator, keys):
        if operator != "in":
            return NotImplemented

        def to_sql(records, alias, query):
            # sudo: as above
            column = records.sudo()._field_to_sql(alias, "audience", query)
            return SQL("%s ?| %s", column, sorted(keys))

        return Domain.custom(
            to_sql=to_sql, predicate=lambda record: record._is_for(keys)
        )

    @api.model
    def _get_own_keys(self):
        return {f"u{self.env.uid}"}

    @api.model
    def _get_supervisor_keys(self):
        """Return the keys of a supervisor's calls: those of the employees below them and
        of the extensions put under them.
        """
        # sudo: what is put under the current user; archived, its calls are still theirs
        extensions = self.env["callcenter.extension"].sudo()
        extensions = extensions.with_context(active_test=False)
        under = extensions.search([("supervisor_ids", "=", self.env.uid)])
        return (
            self._get_own_keys()
            | self._get_team_keys()
            | {f"e{extension.id}" for extension in under}
        )

    @api.model
    def _get_team_keys(self):
        """Return the keys of the calls of the employees below the current user."""
        # sudo: who is below whom is no secret to the one above; who left was, too
        user = self.env.user.sudo()
        own = user.with_context(active_test=True).employee_ids
        team = own.with_context(active_test=False).search([("id", "child_of", own.ids)])
        return {f"u{user.id}" for user in (team - own).user_id}


class CallcenterCallAudience(models.AbstractModel):
    """Whose calls they are, beside the supervisors'."""

    _name = "callcenter.call.audience"
    _description = "Audience of a Call"
    _inherit = ["callcenter.audience"]

    is_mine = fields.Boolean(
        "Mine", compute="_compute_is_mine", search="_search_is_mine"
    )
    is_for_agent = fields.Boolean(
        "Seen as an agent",
        compute="_compute_is_for_agent",
        search="_search_is_for_agent",
    )

    def _refresh_audience(self):
        """Let the keys follow from the legs, where no event writes both."""
        for call in self:
            legs = call.leg_ids
            call.audience = get_audience(
                legs.user_id.ids, legs.extension_id.ids, call.is_missed, call.pbx_id.id
            )

    @api.depends("audience")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for call in self:
            call.is_mine = call._is_for(self._get_own_keys())

    @api.depends("audience")
    @api.depends_context("uid")
    def _compute_is_for_agent(self):
        keys = self._get_agent_keys()
        for call in self:
            call.is_for_agent = call._is_for(keys)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        # by the legs, whose index has them in the calls' order: what asks for a page of
        # them need not gather all of them first, as from the keys' index
        return Domain("leg_ids", "any!", [("user_id", "=", self.env.uid)])

    def _search_is_for_agent(self, operator, value):
        return self._search_audience(operator, self._get_agent_keys())

    @api.model
    def _get_agent_keys(self):
        """Return the keys of an agent's calls: theirs, and those that nobody answered
        on connections where they have an extension.
        """
        # sudo: one's own extensions; rules are asked with archived records in sight
        extensions = self.env["callcenter.extension"].sudo()
        extensions = extensions.with_context(active_test=True)
        own = extensions.search([("user_id", "=", self.env.uid)])
        return self._get_own_keys() | {f"m{pbx.id}" for pbx in own.pbx_id}


def get_audience(user_ids, extension_ids, is_missed, pbx_id):
    """Return the keys of whom the record rules show a call with such legs.

    A plain function: computed from the legs by the ORM, it would cost each ring.
    """
    keys = {f"u{user_id}" for user_id in user_ids if user_id}
    keys |= {f"e{extension_id}" for extension_id in extension_ids if extension_id}
    if is_missed:
        keys.add(f"m{pbx_id}")
    return sorted(keys) or False
