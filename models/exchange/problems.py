"""What is wrong with an event, as the database keeps it and as people read it."""

import json

from ...wire import Problem
from ...wire.errors import SENTENCES
from ...wire.values import storable


def dump_problems(problems):
    """Return wire Problems as text for the database, or None where there are none."""
    rows = [[problem.code, problem.values] for problem in problems]
    return storable(json.dumps(rows, ensure_ascii=False)) if rows else None


def load_problems(text):
    """Return the wire Problems that ``dump_problems`` wrote."""
    return [Problem(*row) for row in json.loads(text or "[]")]


def find_codes(env, words):
    """Return the codes of the problems whose sentence has ``words`` in it."""
    return [
        code
        for code, sentence in SENTENCES.items()
        if words.lower() in env._(sentence).lower()
    ]


def translate_problems(env, text):
    """Return dumped problems as sentences in the reader's language, one a line."""
    # the sentences are marked for export where they stand, in the wire package
    sentences = [
        # rows of before the sentence told what came hold no value for it
        env._(SENTENCES[problem.code], **{"came": "…", **problem.values})
        for problem in load_problems(text)
    ]
    return "\n".join(sentences) or False
