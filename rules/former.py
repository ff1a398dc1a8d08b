"""Observations of calls that were told before observations were kept."""


def from_facts(facts):
    """Return the Told that the stored ``facts`` (plain values) of a call tell.

    What they do not tell (the order of repeats) is left out; the call shows the same.
    """
    raise NotImplementedError
