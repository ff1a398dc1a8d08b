"""Lists as files: what a stranger sent stays text in them."""

import json
import re
from itertools import chain

from odoo.http import route

from odoo.addons.web.controllers import export, pivot

from ..models.formula import is_formula

# of which xlsxwriter makes links
_LINK = re.compile(r"(https?|ftps?|file)://|mailto:|(in|ex)ternal:", re.IGNORECASE)


class CallcenterCSVExport(export.CSVExport):
    """Odoo marks = + and - in CSV only."""

    def from_data(self, fields, columns_headers, rows):
        rows = [[_marked(value) for value in row] for row in rows]
        return super().from_data(fields, columns_headers, rows)


class CallcenterPivotExport(pivot.TableExporter):
    """Titles are names of groups, which a stranger may have sent."""

    @route()
    def export_xlsx(self, data, **kw):
        return super().export_xlsx(_without_formulas(data), **kw)


def _marked(value):
    if not isinstance(value, str) or value.startswith(("=", "+", "-")):
        return value  # which Odoo marks itself in CSV
    return f"'{value}" if is_formula(value) else value


def _without_formulas(data):
    table = json.load(data) if hasattr(data, "read") else json.loads(data)
    rows = table.get("rows", ())
    headers = chain(*table.get("col_group_headers", ()))
    for row in [*rows, *headers, *table.get("measure_headers", ())]:
        row["title"] = _dead(row.get("title"))
    for cell in chain(*(row.get("values", ()) for row in rows)):
        cell["value"] = _dead(cell.get("value"))
    return json.dumps(table)


def _dead(value):
    """Return a value of which xlsxwriter makes neither a formula nor a link."""
    if not isinstance(value, str):
        return value
    is_alive = is_formula(value) or value.startswith("{=") or _LINK.match(value)
    return f"'{value}" if is_alive else value


_original_init = export.ExportXlsxWriter.__init__


def _init(self, *args, **kwargs):
    """Write texts as texts: xlsxwriter makes formulas and links of some."""
    _original_init(self, *args, **kwargs)
    self.worksheet.strings_to_formulas = False
    self.worksheet.strings_to_urls = False


export.ExportXlsxWriter.__init__ = _init
