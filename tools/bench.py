"""`./dev bench`: what things cost."""

import argparse
import importlib.util
import sys

from benchmarks import history, lookup, wire

from .console import say
from .inside import run_module
from .measurements import record
from .paths import ROOT
from .trial import trial

FLOORS = "callcenter_bench"


def main(arguments):
    """Measure; returns 0 when every bar was reached."""
    options = parse(arguments)
    if options.what == "popup" and importlib.util.find_spec("playwright") is None:
        return run_module("bench", arguments)
    benches = {
        "wire": bench_wire,
        "lookup": bench_lookup,
        "history": bench_history,
        "popup": bench_popup,
    }
    return benches[options.what](options)


def parse(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="./dev bench",
        description="Measure what requests cost, on a server and a database of its own.",
    )
    parser.add_argument(
        "what",
        choices=["wire", "lookup", "history", "popup"],
        help="wire: the webhook's endpoints; lookup: who a number is among a million; "
        "history: lists and figures of many calls; popup: from the request to the card",
    )
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=lookup.SIZES,
        help="how many contacts (default: %(default)s)",
    )
    parser.add_argument(
        "--rounds", type=int, default=20, help="each measures everything (default: 20)"
    )
    parser.add_argument(
        "--seconds", type=float, default=0.5, help="each thing a round (default: 0.5)"
    )
    parser.add_argument(
        "--calls", type=int, default=200, help="that ring for popup (default: 200)"
    )
    parser.add_argument("--workers", type=int, default=2, help="default: 2")
    parser.add_argument(
        "--record", action="store_true", help="write the result to docs/measurements.md"
    )
    return parser.parse_args(arguments)


def bench_wire(options):
    """The webhook's endpoints beside the floors."""
    with trial("bench", [FLOORS], [ROOT / "benchmarks" / "addons"]) as run:
        # scheduled actions would come in between, in some rounds and not in others
        run.start(options.workers, ["--max-cron-threads", "0"])
        text, is_good = wire.measure(run, options.rounds, options.seconds)
        say(f"\n{text}\n")
        if options.record:
            record(run, "The wire", f"{options.workers} prefork workers, "
                   f"{wire.CONNECTIONS} connections.\n\n{text}")  # fmt: skip
    return 0 if is_good else 1


def bench_history(options):
    """What people do among few and among very many calls."""
    with trial("bench") as run:
        text, is_good = history.measure(run)
        say(f"\n{text}\n")
        if options.record:
            record(run, "The history", text)
    return 0 if is_good else 1


def bench_lookup(options):
    """Who a number is, in tables of growing size."""
    with trial("bench") as run:
        text, is_good = lookup.measure(run, options.sizes)
        say(f"\n{text}\n")
        if options.record:
            record(run, "The lookup", text)
    return 0 if is_good else 1


def bench_popup(options):
    """From the request to the card on screen, beside a bare bus message."""
    # needs a package that not every Python has
    from benchmarks import popup

    with trial("bench", [FLOORS], [ROOT / "benchmarks" / "addons"]) as run:
        # the threaded server: it serves pages, webhooks and websockets at one port
        run.start(0, ["--max-cron-threads", "0"])
        text, is_good = popup.measure(run, options.calls)
        say(f"\n{text}\n")
        if options.record:
            record(run, "The popup", f"Threaded server, Chromium.\n\n{text}")
    return 0 if is_good else 1


if __name__ == "__main__":
    from .cli import guarded

    sys.exit(guarded(main, sys.argv[1:]))
