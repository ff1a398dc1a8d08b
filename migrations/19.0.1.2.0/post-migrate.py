"""An index that another one has replaced is dropped, which Odoo would keep up."""


def migrate(cr, _version):
    """Drop the index of calls by employee alone.

    :param cr: cursor of the database that is upgraded
    :param _version: the addon's version before
    """
    cr.execute("DROP INDEX IF EXISTS callcenter_call__employee_id_index")
