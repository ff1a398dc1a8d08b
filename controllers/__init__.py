from . import data_request, dispatcher, export, gateway, recording, webhook
