"""Egypt: mobiles got a digit that names the operator. Source: NTRA, 6 October 2011."""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="EG",
    code=20,
    changes=(
        Change(
            "2011-10-06",
            "NTRA",
            (
                ("10", "100", 7),
                ("16", "106", 7),
                ("19", "109", 7),
                ("11", "111", 7),
                ("14", "114", 7),
                ("12", "122", 7),
                ("17", "127", 7),
                ("18", "128", 7),
            ),
        ),
    ),
    short_codes=ShortCodes(
        r"12[23]|180|1[679]\d{3}",
        LIBRARY,
    ),
)
