"""A report as a workbook, in which no cell is a formula."""

import io

import xlsxwriter

from ..formula import is_formula

SECONDS_A_DAY = 24 * 3600
FORMATS = {
    "count": "#,##0",
    "number": "0.0",
    "rate": "0.0%",
    "seconds": "[h]:mm:ss",
}
WIDTH = 22


def make_workbook(sheets):
    """Return the bytes of an XLSX file.

    :param sheets: ``(name, rows)``; a row is a list of texts and of ``(unit, value)``
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        formats = {
            unit: book.add_format({"num_format": FORMATS[unit]}) for unit in FORMATS
        }
        bold = book.add_format({"bold": True})
        for name, rows in sheets:
            sheet = book.add_worksheet(_sheet_name(name))
            sheet.set_column(0, 0, WIDTH * 2)
            sheet.set_column(1, 20, WIDTH)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(sheet, at, column, cell, formats, bold if at == 0 else None)
    return buffer.getvalue()


def harmless(text):
    """Return a text that stays one, also where the workbook is saved as another format."""
    return f"'{text}" if is_formula(text) else text


def _write(sheet, row, column, cell, formats, style):
    if isinstance(cell, str):
        sheet.write_string(row, column, harmless(cell), style)
        return
    unit, value = cell
    if value is None or value is False:
        return  # unknown is no zero
    if unit == "seconds":
        value /= SECONDS_A_DAY
    sheet.write_number(row, column, value, formats[unit])


def _sheet_name(name):
    """Return a name that spreadsheets take for a sheet."""
    return "".join(" " if char in "[]:*?/\\" else char for char in name)[:31]
