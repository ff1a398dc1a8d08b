"""Lists as files: what a stranger sent stays text in them."""

import json
from itertools import chain

from odoo.http import route

from odoo.addons.web.controllers import export, pivot

# by which spreadsheets know formulas, beside those that Odoo marks itself
FORMULA_STARTS = ("@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
    is_formula = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula else value


def _without_formulas(data):
    table = json.load(data) if hasattr(data, "read") else json.loads(data)
    for row in [*table.get("rows", ()), *chain(*table.get("col_group_headers", ()))]:
        if str(row.get("title", "")).startswith(("=", "{=", *FORMULA_STARTS)):
            row["title"] = f"'{row['title']}"
    return json.dumps(table)


_original_init = export.ExportXlsxWriter.__init__


def _init(self, *args, **kwargs):
    """Write texts as texts: xlsxwriter makes formulas and links of some."""
    _original_init(self, *args, **kwargs)
    self.worksheet.strings_to_formulas = False
    self.worksheet.strings_to_urls = False


export.ExportXlsxWriter.__init__ = _init
