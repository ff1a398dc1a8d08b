from . import data_request, keep, retention, token
