"""White space that no formatter looks after: blanks and line ends, in any text."""

import re
import sys
from pathlib import Path

BLANKS_AT_END = re.compile(rb"[ \t]+$", re.MULTILINE)
EMPTY_LINES_AT_END = re.compile(rb"\n+\Z")


def main(argv):
    """Tell, or with --fix repair, what is wrong in files.

    :param argv: file names, with or without --fix
    :return: 0 when nothing is left wrong
    """
    is_fixing = "--fix" in argv
    return max(
        [look_after(Path(name), is_fixing) for name in argv if name != "--fix"],
        default=0,
    )


def look_after(path, is_fixing):
    """Look after one file and return 1 when it is left wrong."""
    text = path.read_bytes()
    wanted = repaired(text)
    if text == wanted:
        return 0
    if is_fixing:
        path.write_bytes(wanted)
        return 0
    for line, what in faults(text):
        print(f"{path}:{line}: {what}")
    return 1


def repaired(text):
    """The text with Unix line ends, no trailing blanks and one line end at its end."""
    text = BLANKS_AT_END.sub(b"", text.replace(b"\r\n", b"\n"))
    return EMPTY_LINES_AT_END.sub(b"", text) + b"\n" if text.strip() else b""


def faults(text):
    """Yield (line number, what is wrong there)."""
    lines = text.split(b"\n")
    for number, line in enumerate(lines, 1):
        if line.endswith(b"\r"):
            yield number, "Windows line end"
        if line.rstrip(b"\r") != line.rstrip():
            yield number, "white space at the end of the line"
    if lines[-1]:
        yield len(lines), "no line end at the end of the file"
    elif not any(lines[-2:]):
        yield len(lines) - 1, "empty lines at the end of the file"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
