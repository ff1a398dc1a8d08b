from . import floors
