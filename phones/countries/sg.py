"""Singapore: landlines got a 6 in front. Source: IDA, 1 March 2002."""

from ..plan import LIBRARY, Change, Plan, ShortCodes

PLAN = Plan(
    region="SG",
    code=65,
    changes=(
        Change("2002-03-01", "IDA", tuple((one, "6" + one, 6) for one in "2345678")),
    ),
    short_codes=ShortCodes(r"99[3579]|1(?:00|777|7\d{3}|800|900)", LIBRARY),
)
