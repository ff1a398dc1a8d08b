from . import dispatcher, webhook
