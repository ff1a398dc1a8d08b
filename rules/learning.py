"""What settled calls show of their exchange (docs/rules.md, "The exchange")."""


def learn(calls, date):
    """Return the Knowledge that ``calls`` show, None where they are fewer than 20.

    :param calls: the Told of settled calls of one connection
    :param float date: when, epoch seconds
    """
    raise NotImplementedError
