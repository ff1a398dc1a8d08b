"""Argentina: mobiles have a 9 behind the country code and a 15 behind the area code; the
number itself is the same with and without, and exchanges send both.

Source: ENACOM, Plan Fundamental de Numeración Nacional (resolution SC 46/97).
"""

from ..plan import Plan

PLAN = Plan(region="AR", code=54, same=(("9", ""),))
