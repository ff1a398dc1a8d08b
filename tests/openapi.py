"""docs/openapi.yaml as the tests read it; its libraries may be absent on a machine."""

import unittest
from functools import cache
from pathlib import Path

try:
    import jsonschema
    import yaml
except ImportError:  # both are in tools/requirements.txt, not in Odoo's own
    jsonschema = yaml = None

DOCS = Path(__file__).parents[1] / "docs"
DOCUMENT = DOCS / "openapi.yaml"
JSON = "application~1json"

try:
    from openapi_spec_validator import validate as validate_document
except ImportError:
    validate_document = None

needs_libraries = unittest.skipUnless(
    jsonschema and yaml,
    "PyYAML and jsonschema are missing: pip install PyYAML jsonschema, or ./dev test",
)


@cache
def read_document():
    """Return docs/openapi.yaml as plain values."""
    return yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))


def resolve(node):
    """Return ``node``, or, where it is a reference, what that names."""
    if "$ref" not in node:
        return node
    target = read_document()
    for key in node["$ref"].removeprefix("#/").split("/"):
        target = target[key]
    return target


def operation(endpoint, method="post"):
    """Return the operation of ``endpoint``; other methods are answered as POST is."""
    path = read_document()["paths"][f"/{endpoint}"]
    return path.get(method.lower(), path["post"])


def find_answer_faults(endpoint, status, answer, method="POST"):
    """Return what is wrong with an answer, as texts; none where it is as described.

    :param str endpoint: what was asked, a path of the document
    :param int status: the HTTP status
    :param answer: the JSON it carries
    :param str method: the HTTP method
    """
    response = operation(endpoint, method)["responses"].get(str(status))
    if response is None:
        return [f"status {status} is not described"]
    return find_faults(f"{response['$ref']}/content/{JSON}/schema", answer)


def find_faults(pointer, value):
    """Return what is wrong with ``value`` by the schema at ``pointer``, as texts."""
    errors = _validator(pointer).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in errors]


@cache
def _validator(pointer):
    return jsonschema.Draft202012Validator({**read_document(), "$ref": pointer})
