from . import data_request, dispatcher, export, gateway, hook, recording, webhook
