"""Argentina: mobiles have a 9 behind the country code and a 15 behind the area code; the
number itself is the same with and without, and exchanges send both.

Source: ENACOM, Plan Fundamental de Numeración Nacional (resolution SC 46/97).
"""

from ..plan import LIBRARY, Plan, ShortCodes

PLAN = Plan(
    region="AR",
    code=54,
    same=(("9", ""),),
    short_codes=ShortCodes(
        r"19|000|10[0-35-7]|11[02-5]|12[015]|13[47]|14[478]|911",
        LIBRARY,
    ),
)
