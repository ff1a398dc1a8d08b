from . import (
    definitions,
    periods,
    figures,
    comparisons,
    agents,
    customers,
    board,
)
