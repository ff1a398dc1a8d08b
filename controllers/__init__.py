from . import dispatcher, recording, webhook
