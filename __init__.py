from . import controllers, models, phones, recordings, rules, wire
