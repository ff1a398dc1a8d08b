import tempfile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo.http import Controller, Response, request, route

SPOOL_BYTES = 8 * 1024 * 1024


class CallcenterDataRequestController(Controller):
    """What a manager downloads of a caller's data."""

    @route(
        "/callcenter/data_request/<int:request_id>/export",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def export(self, request_id, **_parameters):
        """Answer a ZIP with all that is stored of a caller.

        :param int request_id: a ``callcenter.data.request`` of the current user
        :return: 200 with the file; 403 where they may not, 404 where there is none
        """
        asked = request.env["callcenter.data.request"].browse(request_id)
        if not asked.has_access("read") or not asked.exists():
            raise NotFound
        # closed with the response
        file = tempfile.SpooledTemporaryFile(SPOOL_BYTES)  # noqa: SIM115
        asked._write_export(file)
        size = file.tell()
        file.seek(0)
        response = Response(
            wrap_file(request.httprequest.environ, file),
            mimetype="application/zip",
            direct_passthrough=True,
        )
        response.content_length = size
        response.headers["Cache-Control"] = "private, no-store"
        response.headers.set(
            "Content-Disposition", "attachment", filename=f"caller-{request_id}.zip"
        )
        return response
