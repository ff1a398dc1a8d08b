"""PDF files by Odoo's own reports, where the server has what it takes."""


def make_pdf(report, records):
    """Return the PDF of a QWeb report, None where this server cannot make one.

    :param report: an ``ir.actions.report``
    :param records: whom it is of
    """
    reports = report.env["ir.actions.report"]
    # "workers" too: the program asks this server for styles, and nobody would answer
    if reports.get_wkhtmltopdf_state() != "ok":
        return None
    content, kind = reports._render_qweb_pdf(report, records.ids)
    return content if kind == "pdf" else None
