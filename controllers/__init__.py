from . import data_request, dispatcher, gateway, recording, webhook
