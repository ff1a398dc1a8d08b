from . import test_gateway_replay
