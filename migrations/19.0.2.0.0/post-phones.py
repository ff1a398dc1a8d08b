"""Numbers are read in another way than before: all are read again, leads' for the first
time.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    """Have the scheduled action read every number soon, in batches, not tomorrow.

    :param cr: cursor of the database that is upgraded
    :param _version: the addon's version before
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["callcenter.phone.check"]._read_soon()
