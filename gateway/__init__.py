"""The program that runs beside an Asterisk exchange and tells Odoo of its calls.

Python's standard library only; it imports nothing of the rest of this repository.
"""

__version__ = "1.0.0"
