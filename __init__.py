from . import compat, controllers, models, phones, recordings, rules, wire, wizards
from .hooks import uninstall
