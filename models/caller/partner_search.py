from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .words import fold

# so many contacts with a word are found soon wherever one begins to read
MANY = 2000


class ResPartner(models.Model):
    """Contacts are found by names without accents, and by numbers in any spelling.

    Two ways: where one domain must find all that Odoo finds, ours is added to it
    (``display_name``); where people search, what an index finds comes first, and
    Odoo's own search, which reads the whole table, only where that finds nobody.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "callcenter.words"]

    callcenter_search = fields.Char(
        "Name or number",
        store=False,
        search="_search_callcenter_search",
        export_string_translation=False,
    )

    @api.model
    def _get_named_fields(self):
        names = [name for name in self._rec_names_search if name in self._fields]
        return [name for name in names if self._fields[name].type == "char"]

    @api.model
    def _get_indexed_domain(self, text, is_whole=False):
        """Return the domain of who an index finds by ``text``, None where none can.

        The ids are asked for here: for what PostgreSQL knows of rare words, it would else
        rather read the table in the order of names. Only of words that many have it is
        right in that.

        :param bool is_whole: whether by whole words only, and no number
        """
        if not isinstance(text, str):
            return None
        lookup = self.env["callcenter.lookup"]
        queries = [] if is_whole else lookup._get_typed_holders(text)
        has_words = self._has_words("res_partner", text, is_whole)
        if has_words:
            queries.append(SQL("SELECT id FROM res_partner WHERE %s", has_words))
        if not queries:
            return None
        ids = set()
        for query in queries:
            limited = SQL("SELECT id FROM (%s LIMIT %s) found(id)", query, MANY)
            ids.update(id_ for (id_,) in self.env.execute_query(limited) if id_)
        if len(ids) < MANY:
            return Domain("id", "in", ids)
        if len(queries) > 1:
            return Domain("id", "in", SQL("(%s)", SQL(" UNION ").join(queries)))
        return Domain.custom(
            to_sql=lambda model, alias, _query: model._has_words(alias, text, is_whole),
            predicate=lambda partner: partner._is_named(text, is_whole),
        )

    def _is_named(self, text, is_whole):
        own = (self.callcenter_words or "").split()
        if is_whole:
            return set(fold(text)) <= set(own)
        return all(any(one.startswith(word) for one in own) for word in fold(text))

    @api.model
    def _get_text_domain(self, text):
        """Return the domain of the contacts that somebody who types ``text`` means."""
        domain = self._get_indexed_domain(text)
        if domain is not None:
            everyone = self.with_context(active_test=False)
            if everyone.search_count(domain, limit=1):
                return domain
        return Domain("display_name", "ilike", text)

    @api.model
    def _find_by_text(self, text, domain, limit):
        """Return the contacts of ``domain`` that ``text`` names, the likeliest first.

        Who has its words before whose words begin so; by Odoo's own search only where
        that finds nobody: it reads the whole table.
        """
        found = self.browse()
        for is_whole in (True, False):
            one = None
            if len(found) < limit:
                one = self._get_indexed_domain(text, is_whole)
            if one is not None:
                others = Domain(domain) & one & Domain("id", "not in", found.ids)
                found += self.search(others, limit=limit - len(found))
        if not found:
            named = (Domain("complete_name", "ilike", word) for word in text.split())
            found = self.search(Domain(domain) & Domain.AND(named), limit=limit)
        return found

    @api.model
    def _search_callcenter_search(self, operator, value):
        if operator in ("in", "="):
            values = [value] if isinstance(value, str) else value
            return Domain.OR(self._get_text_domain(one) for one in values if one)
        if operator != "ilike" or not isinstance(value, str):
            return NotImplemented
        return self._get_text_domain(value)

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator != "ilike" or domain is NotImplemented or not value:
            return domain
        indexed = self._get_indexed_domain(value)
        return domain if indexed is None else Domain(domain) | indexed

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        indexed = self._get_indexed_domain(name) if operator == "ilike" else None
        if indexed is not None:
            domain_found = indexed & Domain(domain or Domain.TRUE)
            found = self.search_fetch(domain_found, ["display_name"], limit=limit)
            if found:
                return [(partner.id, partner.display_name) for partner in found.sudo()]
        return super().name_search(name, domain, operator, limit)
