from . import controllers, figures, models, phones, rules, wire
