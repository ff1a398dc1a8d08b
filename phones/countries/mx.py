"""Mexico: ten digits for every call.

Source: IFT, Plan Técnico Fundamental de Numeración (Diario Oficial, 11 May 2018), from 3
August 2019: 01, 044, 045 at home and the 1 behind +52 are dialled no longer.
"""

from ..plan import LIBRARY, Change, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="MX",
    code=52,
    changes=(Change("2019-08-03", "IFT: mobiles without 1", (("1", "", 10),)),),
    dialled=(Dialled(r"01|04[45]|02|1", "", (10,), "until 2019"),),
    short_codes=ShortCodes(
        r"911|0[1-9]\d",
        LIBRARY,
    ),
)
