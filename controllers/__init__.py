from . import data_request, dispatcher, recording, webhook
