"""France: numbers of its overseas parts are dialled like its own and have codes of their
own abroad. Source: ARCEP, decision 2018-0881 (Guadeloupe 0590 and 0690, French Guiana
0594 and 0694, Martinique 0596 and 0696, Réunion and Mayotte 0262, 0263, 0269, 0639, 0692,
0693, with 0 as everywhere).
"""

from ..plan import LIBRARY, Plan, ShortCodes

PLAN = Plan(
    region="FR",
    code=33,
    elsewhere=(
        (r"(?:590|69[01])\d{6}", 590),
        (r"(?:594|694)\d{6}", 594),
        (r"(?:596|69[67])\d{6}", 596),
        (r"(?:26[239]|639|69[23])\d{6}", 262),
    ),
    short_codes=ShortCodes(
        r"1(?:[578]|0\d\d|1(?:[02459]|6\d{3}|8\d{3})|9[167])|3\d{3}",
        LIBRARY,
    ),
)
