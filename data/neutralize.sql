-- a copy of a database must take no calls from the exchange of the original
UPDATE callcenter_pbx
   SET token_hash = NULL,
       old_token_hash = NULL,
       old_token_until = NULL,
       listen_until = NULL,
       require_token = TRUE,
       allowed_networks = NULL,
       recording_base_url = NULL,
       recording_hosts = NULL,
       recording_user = NULL,
       recording_secret = NULL,
       -- and tells that exchange nothing to do
       gateway_token_hash = NULL,
       gateway_seen_date = NULL,
       dial_way = 'none';

UPDATE callcenter_order SET state = 'expired' WHERE state IN ('waiting', 'sent');

INSERT INTO callcenter_revision DEFAULT VALUES;
