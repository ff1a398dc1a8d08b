"""The technician's pages as the tests read them."""

import re
from pathlib import Path
from textwrap import dedent

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("pbx.md", "pbx.vi.md")


def read_page(name):
    """Return the text of a page."""
    return (DOCS / name).read_text(encoding="utf-8")


def read_blocks(page, language):
    """Return the code blocks of a page that are in ``language``, in order."""
    blocks = re.findall(
        r"^( *)```(\w+)\n(.*?)^\1```", read_page(page), re.MULTILINE | re.DOTALL
    )
    return [dedent(text) for _indent, name, text in blocks if name == language]


def quoted(sentence):
    """Return ``sentence`` as the pages quote it, on one line."""
    return " ".join(re.sub(r"%\(\w+\)s", "…", sentence).split())
