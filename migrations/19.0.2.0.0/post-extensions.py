"""An extension stored as the channel that exchanges name, beside the plain one."""

from odoo.addons.callcenter.wire.values import read_extension


def migrate(cr, _version):
    """Let `305`, which nobody has, take the user of `SIP/305`, which never rings.

    :param cr: cursor of the database that is upgraded
    :param _version: the addon's version before
    """
    cr.execute(
        "SELECT id, pbx_id, number FROM callcenter_extension"
        " WHERE active AND user_id IS NOT NULL AND number ~ '[^0-9]' ORDER BY id"
    )
    for channel_id, pbx_id, number in cr.fetchall():
        cr.execute(
            """
            UPDATE callcenter_extension plain
               SET user_id = channel.user_id, employee_id = channel.employee_id,
                   active = TRUE
              FROM callcenter_extension channel
             WHERE channel.id = %s AND plain.pbx_id = %s AND plain.number = %s
               AND plain.id != channel.id
               AND (plain.user_id IS NULL OR NOT plain.active)
            RETURNING plain.id
            """,
            [channel_id, pbx_id, read_extension(number)],
        )
        found = cr.fetchone()
        if not found:
            continue
        move = {"plain": found[0], "channel": channel_id}
        cr.execute(
            """
            UPDATE callcenter_call_leg SET extension_id = %(plain)s
             WHERE extension_id = %(channel)s;
            UPDATE callcenter_call SET extension_id = %(plain)s
             WHERE extension_id = %(channel)s;
            UPDATE callcenter_extension SET active = FALSE WHERE id = %(channel)s;
            """,
            move,
        )
        cr.execute(
            """
            INSERT INTO callcenter_extension_res_users_rel
                   (callcenter_extension_id, res_users_id)
            SELECT %(plain)s, res_users_id FROM callcenter_extension_res_users_rel
             WHERE callcenter_extension_id = %(channel)s
            ON CONFLICT DO NOTHING
            """,
            move,
        )
