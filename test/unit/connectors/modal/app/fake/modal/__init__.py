"""A stand-in for Modal's client, as far as the driver uses it. What deploying does is told by FAKE_DEPLOY."""

import contextlib
import json
import os
import time

__version__ = "1.5.4"


class NotFoundError(Exception):
    pass


class App:
    def __init__(self, name=None):
        self.name = name
        self.app_id = None

    def deploy(self, **kwargs):
        print("✓ Created objects.", json.dumps(kwargs), flush=True)
        what = os.environ.get("FAKE_DEPLOY")
        if what == "missing":
            raise NotFoundError("Secret 'x' not found in environment 'main'")
        if what == "hang":
            time.sleep(60)
        self.app_id = "ap-1"


@contextlib.contextmanager
def enable_output():
    print("output on", flush=True)
    yield
