"""The program as one file: a zip of this folder that Python runs (``.pyz``)."""

import io
import os
import zipfile

FILE_NAME = "callcenter_gateway.pyz"
_MAIN = "import sys\n\nfrom gateway.cli import main\n\nsys.exit(main())\n"
# the same content gives the same file
_DATE = (2020, 1, 1, 0, 0, 0)


def pack():
    """Return the bytes of the one file."""
    folder = os.path.dirname(os.path.abspath(__file__))
    buffer = io.BytesIO(b"#!/usr/bin/env python3\n")
    buffer.seek(0, 2)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "__main__.py", _MAIN.encode())
        for name in sorted(os.listdir(folder)):
            if name.endswith((".py", ".service")):
                with open(os.path.join(folder, name), "rb") as file:
                    _add(archive, "gateway/" + name, file.read())
    return buffer.getvalue()


def _add(archive, name, data):
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)
