from . import data_request, gateway_setup, keep, read_again, retention, token
