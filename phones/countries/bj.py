"""Benin: eight digits became ten."""

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
