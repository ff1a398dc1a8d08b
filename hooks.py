"""What Odoo's own uninstalling leaves behind or stumbles over."""

from odoo.tools import SQL


def uninstall(env):
    """Delete what points at data that is deleted with the addon, and people's filters.

    Calls keep connections and outcomes from being deleted, which Odoo would try one by
    one, with an error for each, before it drops the tables.

    :param env: of the superuser
    """
    for table in ("callcenter_missed", "callcenter_call"):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    env.invalidate_all()
    env["ir.filters"].with_context(active_test=False).search(
        [("model_id", "=like", "callcenter.%")]
    ).unlink()
