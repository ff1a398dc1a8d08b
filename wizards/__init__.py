from . import data_request, gateway_setup, keep, retention, token
