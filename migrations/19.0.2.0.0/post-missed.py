"""Customers to call back are no longer kept from being two by an index."""


def migrate(cr, _version):
    """Drop the index at which Odoo's merge of two contacts who both wait failed.

    :param cr: cursor of the database that is upgraded
    :param _version: the addon's version before
    """
    # Odoo would keep it up
    cr.execute("DROP INDEX IF EXISTS callcenter_missed__open_customer")
