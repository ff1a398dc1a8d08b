"""What changed its form: an index that another one has replaced, extensions that were
stored as the channels that exchanges name, favourites that show waits.
"""

from odoo.addons.callcenter.wire.values import read_extension


def migrate(cr, _version):
    """Drop the index of calls by employee alone, store `SIP/201` as `201`, and let
    favourites show the waits that they showed.

    :param cr: cursor of the database that is upgraded
    :param _version: the addon's version before
    """
    # Odoo would keep it up
    cr.execute("DROP INDEX IF EXISTS callcenter_call__employee_id_index")
    cr.execute("SELECT id, number FROM callcenter_extension WHERE number ~ '[^0-9]'")
    for extension_id, number in cr.fetchall():
        # where the plain number is there, too, it is the one that rings
        cr.execute(
            """
            UPDATE callcenter_extension channel SET number = %(plain)s
             WHERE id = %(id)s AND number != %(plain)s AND NOT EXISTS (
                   SELECT FROM callcenter_extension plain
                    WHERE plain.pbx_id = channel.pbx_id AND plain.number = %(plain)s)
            """,
            {"id": extension_id, "plain": read_extension(number)},
        )
    # the wait of a call was two fields, whose sum and whose mean people chose
    cr.execute(
        """
        UPDATE ir_filters
           SET context = replace(replace(
                   context, 'wait_duration', 'wait_total'), 'wait_average', 'wait_duration'),
               domain = replace(domain, 'wait_average', 'wait_duration'),
               sort = replace(sort, 'wait_average', 'wait_duration')
         WHERE model_id = 'callcenter.call'
        """
    )
