"""A table a country: what is particular to its numbers, each with its source."""

from importlib import import_module
from pkgutil import iter_modules

PLANS = tuple(
    import_module(f"{__name__}.{module.name}").PLAN for module in iter_modules(__path__)
)
