"""Earlier calls learn who may see them, and whether they came in opening hours."""

import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import convert_file, split_every

from odoo.addons.callcenter.models.transaction import EVENT_CONTEXT

_logger = logging.getLogger(__name__)

BATCH = 1000
MISSED_RULES = "security/missed_rules.xml"


def migrate(cr, _version):
    """Fill what record rules and figures go by; without it nobody sees earlier calls.

    :param cr: cursor of the database that is upgraded
    :param _version: the addon's version before
    """
    calls = api.Environment(cr, SUPERUSER_ID, EVENT_CONTEXT)["callcenter.call"]
    ids = calls.search([], order="id").ids
    done = 0
    for batch_ids in split_every(BATCH, ids):
        batch = calls.browse(batch_ids)
        batch._refresh_audience()
        for call in batch:
            call.write(call._get_hours_values(call.start_date))
        batch.env.flush_all()
        batch.env.invalidate_all()
        done += len(batch)
        _logger.info("Earlier calls made visible: %s of %s", done, len(ids))
    # kept as people changed it; what it says now needs the keys
    convert_file(calls.env, "callcenter", MISSED_RULES, None, mode="init")
