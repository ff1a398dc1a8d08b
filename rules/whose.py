"""Whose an observation is, where an id has been used for several calls (rule 1)."""

RESTART_SECONDS = 24 * 3600


def is_new_call(told, observation, exchange):
    """Return whether ``observation`` opens a new call under the id of one long ended.

    :param Told told: the latest call under this id
    """
    raise NotImplementedError


def find_call(calls, observation, exchange):
    """Return which of ``calls`` an observation of an earlier time belongs to.

    :param calls: the Told of the calls under its id, in order of their time
    :return: the index, or None where it belongs to none or the times do not tell
    """
    raise NotImplementedError
