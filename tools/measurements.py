"""docs/measurements.md: what `./dev bench`, `./dev fuzz`, `./dev chaos` and `./dev asterisk`
found, one section each.
"""

from datetime import date

from .paths import ROOT
from .trial import machine, versions

PAGE = ROOT / "docs" / "measurements.md"
HEAD = """# Measurements

Written by `./dev bench`, `./dev fuzz`, `./dev chaos` and `./dev asterisk` with
`--record`. Ratios travel
from machine to machine, requests a second do not.
"""


def record(run, title, text):
    """Put a section on the page in place of the one with the same title.

    :param run: the `Trial` that was measured
    :param text: in Markdown
    """
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    head, *sections = before.split("\n## ")
    kept = [part for part in sections if part.partition("\n")[0] != title]
    stamp = f"{date.today()}, {machine()}, {versions(run)}."
    sections = sorted([*kept, f"{title}\n\n{stamp}\n\n{text.strip()}\n"])
    parts = [head.rstrip("\n") + "\n", *(part.rstrip("\n") + "\n" for part in sections)]
    PAGE.write_text("\n## ".join(parts), encoding="utf-8")
