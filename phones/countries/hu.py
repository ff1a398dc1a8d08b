"""Hungary: 06 is dialled in front at home. Source: NMHH, decree 3/2011."""

from ..plan import LIBRARY, Dialled, Plan, ShortCodes

PLAN = Plan(
    region="HU",
    code=36,
    dialled=(Dialled(r"06", "", (8, 9), "trunk prefix, abroad by mistake"),),
    short_codes=ShortCodes(
        r"10[457]|11(?:2|6\d{3}|800)|18[589]"
        r"|12(?:0[0-4]|1[013489]|2[0-5]|3[0-46]|4[0-24-68]|5[0-2568]|6[06]"
        r"|7[0-25-7]|8[028]|9[08])"
        r"|14(?:0[0-5]|1[013-8]|2[034]|3[23]|4[02-9]|500|541|567)|1777"
        r"|18(?:1[2789]|2[04])|137(?:00|37|7[07])",
        LIBRARY,
    ),
)
