"""schemathesis against a running server: no fault, no status and no answer that
docs/openapi.yaml does not describe.

    python3 -m tools.contract              against the `./dev run` started last
    python3 -m tools.contract --url http://127.0.0.1:8069 --token TOKEN
    python3 -m tools.contract -- --phases=fuzzing --max-examples=500 --seed=7

What stands after `--` goes to `schemathesis run`. The tests run a part of this
(tests/test_contract.py). The server gets thousands of calls: use one for trying out.
"""

import argparse
import os
import sys

from . import bootstrap
from .cli import guarded
from .odoo_command import run_in_terminal
from .paths import ROOT
from .server import read_card

CONFIGURATION = ROOT / "tests" / "schemathesis.toml"
DOCUMENT = ROOT / "docs" / "openapi.yaml"


def main(argv):
    """Run schemathesis.

    :param argv: the arguments after the program's name
    :return: its exit code, 0 when the server keeps to the document
    :raise Stop: when no server is named and none runs here
    """
    options = parse(argv)
    card = {} if options.url and options.token else read_card()
    url = (options.url or card["url"]).rstrip("/")
    environment = {
        **os.environ,
        "CALLCENTER_URL": f"{url}/api/callcenter",
        "CALLCENTER_TOKEN": options.token or card["token"],
    }
    return run_in_terminal(command(options.more), environment)


def parse(argv):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tools.contract",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--url", help="the server's address, without a path")
    parser.add_argument("--token", help="a connection's token")
    parser.add_argument("more", nargs="*", help="options of `schemathesis run`")
    return parser.parse_args(argv)


def command(more):
    """Return the command that runs schemathesis with further options."""
    python = str(bootstrap.ensure().python)
    return [
        *(python, "-m", "schemathesis.cli", f"--config-file={CONFIGURATION}"),
        *("run", *more, str(DOCUMENT)),
    ]


if __name__ == "__main__":
    sys.exit(guarded(main, sys.argv[1:]))
