from . import (
    definitions,
    periods,
    figures,
    agents,
    customers,
    board,
)
