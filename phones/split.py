"""A text as runs of digit groups, each with the words that stand beside it."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

# dates, times of day, "24/7", numbers that a spreadsheet wrote as 9.12346E+8
_DAY, _MONTH, _YEAR = (
    r"(?:0?[1-9]|[12]\d|3[01])",
    r"(?:0?[1-9]|1[0-2])",
    r"(?:19|20)\d\d",
)
_DATE = "|".join(
    mark.join(parts)
    for mark in (r"/", r"\.", r"-")
    for parts in ((_DAY, _MONTH, _YEAR), (_YEAR, _MONTH, _DAY))
)
_NOISE = rf"""
    (?<![\d/.-])(?:{_DATE})(?![/.-]?\d)
  | \b\d{{1,2}}(?::|h)\d\d\b
  | (?<!\d)24/(?:7|24)(?![\d/])
  | \d+(?:[.,]\d+)?[eE]\+\d+ | \d+[.,]\d+[eE]\d+
"""
# what programs and people put between the groups of one number, too
MARKS = r"_|¦~'’‘‛′ʼ`\\^"
# looked for where digits with such a mark begin: most groups have none
_NO_NOISE = rf"(?!(?=\d{{1,4}}[.,:h/-])(?:{_NOISE}))"
_GAP = rf"[ .\-/()]{{1,5}}|,|[ )]?[{MARKS}]{{1,2}}[ (]?"
_RUN = rf"(?:[+(][ ]?)*{_NO_NOISE}\d(?:(?:(?:{_GAP}){_NO_NOISE})?\d)*"
_TOKEN = re.compile(rf"(?P<noise>{_NOISE})|(?P<run>{_RUN})", re.VERBOSE)
_GROUP = re.compile(r"([^\d]*)(\d+)")

# what an extension is called: Vietnamese, English, German, French
_EXTENSION = re.compile(
    r"""(?:(?<![^\W\d_])(?:
        (?:số[ ]|so[ ])?(?:máy[ ]|may[ ])?(?:lẻ|le) | nội[ ]bộ | noi[ ]bo | nhánh
      | nhanh | (?:bấm[ ])?phím | bấm | máy | nb | ml
      | ext(?:n|ension)? | x
      | durchwahl | nebenstelle | app(?:arat)? | dw | nst | poste
    )|\#)[ .:=]*$""",
    re.VERBOSE | re.IGNORECASE,
)
# what stands before numbers that are no telephone's: tax codes, accounts, papers
_NO_PHONE = re.compile(
    r"""(?<![^\W\d_])(?:
        mst | mã[ ]số[ ]thuế | ma[ ]so[ ]thue | stk | số[ ]tài[ ]khoản
      | so[ ]tai[ ]khoan | tk | cmnd | cmt | cccd | hộ[ ]chiếu
      | ngày[ ]sinh | sinh[ ]ngày
      | tax(?:[ ](?:id|code|no))? | vat(?:[ ](?:id|no))? | ust-?id(?:nr)? | iban
      | account(?:[ ]no)? | passport | birth(?:day|date) | geb(?:oren)?
    )(?:[ .:=\#]*(?<![^\W\d_])[a-z]{2})?[ .:=\#]*$""",
    re.VERBOSE | re.IGNORECASE,
)
JOINERS = {"hoặc", "hoac", "hay", "và", "va", "or", "and", "oder", "und", "ou", "et"}
_BREAK = re.compile(r"[\n,;|/\\&]|[ ]-(?=[ ])|[(\[](?=[^)\]]*$)")
_BRACKETS = re.compile(r"[ ]*[)]?[ ]*([(\[][^()\[\]]*[)\]])(.*)", re.DOTALL)
_MARK = re.compile(rf"[{MARKS}]")
_APART = re.compile(r"[/,\-]")
# what is longer is no list of numbers; cutting it bounds the time that reading takes
MAX_GROUPS = 40
_EDGES = " \n\t.,:;/|()[]<>{}\"'`\\-=+*&_~"


class Group(NamedTuple):
    """Digits without a break, and what stands before them in their run."""

    before: str
    digits: str

    @property
    def is_apart(self):
        """Whether more than a space, a dot or a bracket parts it from what precedes."""
        return bool(_APART.search(self.before))

    @property
    def is_listed(self):
        """Whether a slash, a comma or a spaced dash parts it from what precedes."""
        return "/" in self.before or "," in self.before or " -" in self.before

    @property
    def begins_part(self):
        """Whether it is another value than what precedes, where both are no number."""
        return self.is_listed or bool(_MARK.search(self.before))


@dataclass
class Run:
    """Digit groups that nothing but spaces and punctuation parts.

    :param groups: its ``Group`` s
    :param before: label of its first number
    :param after: labels of its last number
    """

    groups: list
    before: str = ""
    after: list = field(default_factory=list)


def split(text):
    """Return the ``Run`` s of a cleaned text, in order.

    Extensions, and numbers that their label says are none (a tax code), become labels.
    """
    runs = []
    end = 0
    for token in _TOKEN.finditer(text):
        between = text[end : token.start()]
        if token["run"] and _add(runs, between, _groups(token["run"])):
            end = token.end()
    if runs:
        runs[-1].after.append(trim(text[end:]))
    return runs


def trim(text):
    """Return a label without the punctuation around it; '' where only that is left."""
    label = " ".join(text.strip(_EDGES).split())
    if label.casefold() in JOINERS:
        return ""
    return label + ")" if label.count("(") > label.count(")") else label


def _groups(run):
    groups = [Group(*match.groups()) for match in _GROUP.finditer(run)]
    return groups[:MAX_GROUPS]


def _add(runs, between, groups):
    """Add a run to ``runs``, the text before it to the labels.

    :return: False where nothing of it is a number, and its text may be a label's part
    """
    if _NO_PHONE.search(between):
        between, groups = "", groups[_length_of_first(groups) :]
    elif runs and _EXTENSION.search(between):
        count = _length_of_extension(groups)
        if count:
            taken = "".join(group.before + group.digits for group in groups[:count])
            runs[-1].after.append(trim(between + taken))
            between, groups = "", groups[count:]
            if not groups:
                return True
    if not groups:
        return False
    after, before = _share(between, runs)
    if runs:
        runs[-1].after.append(after)
    runs.append(Run(groups, before))
    return True


def _length_of_first(groups):
    """Return how many groups stand before the first slash, comma, mark or spaced dash."""
    for index, group in enumerate(groups):
        if index and group.begins_part:
            return index
    return len(groups)


def _length_of_extension(groups):
    """Return how many groups from the first are extensions and no telephone number."""
    count = 0
    for group, following in zip(groups, [*groups[1:], None], strict=True):
        if len(group.digits) > 6 or (following and not following.is_apart):
            break
        count += 1
    return count


def _share(between, runs):
    """Return what of the text between two runs is the former's label, and the latter's.

    A bracket belongs to what precedes it. Otherwise a comma or the like parts them, and
    without one it goes by whether the first number of all has its label in front.
    """
    if not runs:
        return "", trim(between)
    is_label_first = bool(runs[0].before)
    brackets = _BRACKETS.match(between)
    if brackets:
        after, before = _share_at_break(brackets[2], is_label_first)
        return trim(f"{brackets[1]} {after}"), before
    return _share_at_break(between, is_label_first)


def _share_at_break(between, is_label_first):
    breaks = list(_BREAK.finditer(between))
    if breaks:
        at = breaks[0 if is_label_first else -1]
        return trim(between[: at.start()]), trim(between[at.end() :])
    if is_label_first or between.rstrip().endswith(":"):
        return "", trim(between)
    return trim(between), ""
