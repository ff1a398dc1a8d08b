"""What managers count: the definition of every figure, and the periods it is of."""

from . import definitions, periods
