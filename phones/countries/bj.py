"""Benin: eight digits became ten: 01 in front of all. Source: ARCEP Bénin, 30 November
2024 (eight digits since 16 September 2005: ITU communication of 23 June 2005).
"""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="BJ",
    code=229,
    changes=(
        Change(
            "2024-11-30",
            "ARCEP Bénin, Plan national de numérotation à dix chiffres: 01 in front",
            tuple((first, "01" + first, 7) for first in "24569"),
        ),
    ),
    numbers=(r"01\d{8}",),
    # 7XXX is value-added services' and, as extensions are, anybody's
    short_codes=ShortCodes(
        r"105|11[24-8]|12[02-5]|13[126-8]|15[05]|16[06]|189",
        LIBRARY,
    ),
)
