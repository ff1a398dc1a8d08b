"""Benin: eight digits became ten."""

from ..plan import Change, Plan

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
)
