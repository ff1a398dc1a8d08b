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
        " extension with one, m1 who has an extension at connection 1, as it is missed,"
        " n1 whose people have one there, as it rang at nobody.",
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
        of the extensions put under them, and those that rang at nobody where these have
        extensions.
        """
        # sudo: what is put under the current user; archived, its calls are still theirs
        extensions = self.env["callcenter.extension"].sudo()
        extensions = extensions.with_context(active_test=False)
        under = extensions.search([("supervisor_ids", "=", self.env.uid)])
        return (
            self._get_own_keys()
            | self._get_team_keys()
            | {f"e{extension.id}" for extension in under}
            | {f"n{pbx.id}" for pbx in self._get_team_pbxs()}
        )

    @api.model
    def _get_team_pbxs(self):
        """Return the connections where the current user or people of theirs have an
        extension: whom the missed list shows those that are free there.
        """
        # sudo: who is below whom is no secret to the one above
        extensions = self.env["callcenter.extension"].sudo()
        extensions = extensions.with_context(active_test=True)
        own = self.env.user.sudo().employee_ids
        return extensions.search(
            Domain("supervisor_ids", "=", self.env.uid)
            | Domain("employee_id", "child_of", own.ids)
        ).pbx_id

    @api.model
    def _get_team_keys(self):
        """Return the keys of the calls of the employees below the current user."""
        # sudo: who is below whom is no secret to the one above; who left was, too
        user = self.env.user.sudo()
        own = user.with_context(active_test=True).employee_ids
        team = own.with_context(active_test=False).search([("id", "child_of", own.ids)])
        return {f"u{user.id}" for user in (team - own).user_id}
