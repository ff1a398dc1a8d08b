"""Switzerland: Zurich's area code. Source: OFCOM, numbering plan E.164 of 2002; 01 was
switched off on 31 March 2007.
"""

from ..plan import Change, Plan

PLAN = Plan(
    region="CH",
    code=41,
    changes=(Change("2007-03-31", "OFCOM: 01 became 044", (("1", "44", 7),)),),
)
