from . import controllers, models, rules, wire
