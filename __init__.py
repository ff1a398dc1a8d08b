from . import controllers, figures, models, phones, recordings, rules, wire
