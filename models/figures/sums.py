from odoo import models
from odoo.tools import SQL

from ...compat import records as records_compat
from . import definitions, local_time
from .adding import parts


class CallcenterFiguresSums(models.AbstractModel):
    """Sums of calls, see ``definitions.sums``: one query for all of them."""

    _inherit = "callcenter.figures"

    def _get_sums(self):
        return definitions.sums(*self._get_limits())

    def _get_codes(self):
        """Return the codes of the sums that the screen's figures are made of."""
        return [*parts(self._all_figures()), "calls"]

    def _all_figures(self):
        return [figure for section in self._get_definitions() for figure in section[2]]

    def _prepare(self, codes=None):
        """Return the sums of ``codes``, by default the screen's, ready for queries:
        reading their domains takes longer than most queries do.
        """
        calls = self.env["callcenter.call"]
        sums = self._get_sums()
        return {
            code: sums[code]._replace(domain=sums[code].domain.optimize_full(calls))
            for code in codes or self._get_codes()
        }

    def _sum_by_slot(self, domain, sums):
        """Return the sums of ``domain`` by half hour of the day."""
        return self._sum_by(domain, local_time.half_hour, sums=sums)

    def _sum_by(self, domain, *keys, sums, largest=None):
        """Return the sums of ``domain`` by what ``keys`` give of a call.

        :param keys: functions of the model, the alias and the query that return SQL
        :param sums: as of ``_prepare``
        :param largest: only so many, those with most calls
        :return: dict of sums, by a tuple of the keys' values, or by the one key's value
        """
        calls = self.env["callcenter.call"]
        query = calls._search(domain)
        groups = [key(calls, calls._table, query) for key in keys]
        if keys:
            query.groupby = SQL(", ".join(str(n + 1) for n in range(len(keys))))
        if largest:
            query.order = SQL("count(*) DESC, 1")
            query.limit = largest
        columns = [self._sum_to_sql(query, each) for each in sums.values()]
        rows = self.env.execute_query(query.select(*groups, *columns))
        found = {}
        for row in rows:
            key = row[0] if len(keys) == 1 else row[: len(keys)]
            found[key] = dict(zip(sums, row[len(keys) :], strict=True))
        return found

    def _sum_to_sql(self, query, each):
        calls = self.env["callcenter.call"]
        table = calls._table
        what = SQL("count(*)")
        if each.fields:
            known = [calls._field_to_sql(table, name, query) for name in each.fields]
            what = SQL("sum(coalesce(%s))", SQL(", ").join(known))
        if each.domain.is_true():
            return what
        condition = records_compat.condition(each.domain, calls, table, query)
        return SQL("coalesce(%s FILTER (WHERE %s), 0)", what, condition)
