from . import controllers, models, phones, rules, wire
