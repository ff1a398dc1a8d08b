"""Seconds that several talks share."""


def total_once(talks, spans):
    """Return the sum of ``talks``, where no second of their ``spans`` counts twice.

    :param talks: seconds
    :param spans: pairs (from, to) of those whose times are known
    """
    twice, last = 0.0, None
    for first, end in sorted(spans):
        if last is not None and first < last:
            twice += min(end, last) - first
        last = end if last is None else max(last, end)
    return max(sum(talks) - round(twice), 0)
