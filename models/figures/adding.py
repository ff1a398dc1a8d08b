"""Sums by code, and those that figures are made of."""

from collections import defaultdict


def add_up(rows):
    """Return the sums of ``rows``, by name."""
    totals = defaultdict(int)
    for row in rows:
        for name, value in row.items():
            totals[name] += value
    return dict(totals)


def parts(figures):
    """Return the codes of the sums that ``figures`` are made of."""
    pairs = [(figure.part or figure.code, figure.whole) for figure in figures]
    return sorted({code for pair in pairs for code in pair if code})
