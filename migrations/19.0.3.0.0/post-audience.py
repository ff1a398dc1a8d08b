"""Who called and rang at nobody is the supervisors' of that connection, too."""


def migrate(cr, version):
    """Give missed calls that rang at nobody, and their customers, the key of those."""
    cr.execute(
        """
        UPDATE callcenter_call
           SET audience = audience || to_jsonb(ARRAY['n' || pbx_id])
         WHERE is_missed AND audience = to_jsonb(ARRAY['m' || pbx_id])
        """
    )
    cr.execute(
        """
        UPDATE callcenter_missed missed
           SET audience = COALESCE(missed.audience, '[]') || nobody.keys
          FROM (SELECT missed_id, jsonb_agg(DISTINCT 'n' || pbx_id) AS keys
                  FROM callcenter_call
                 WHERE missed_id IS NOT NULL AND audience ? ('n' || pbx_id)
                 GROUP BY missed_id) nobody
         WHERE nobody.missed_id = missed.id
           AND NOT COALESCE(missed.audience, '[]') @> nobody.keys
        """
    )
