#!/usr/bin/env python3
"""The gateway from a checkout: ``python3 gateway/callcenter_gateway.py --help``."""

import os
import sys

if __name__ == "__main__":
    # this folder itself must not be searched: its modules are a package's
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    from gateway.cli import main

    sys.exit(main())
