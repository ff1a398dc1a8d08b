"""Austria: a company's lines are its number with digits behind; the switchboard has 0.

Source: RTR, KEM-V 2009 (numbers of variable length, direct dialling in).
"""

from ..plan import Plan

PLAN = Plan(region="AT", code=43, has_direct_dialling=True)
