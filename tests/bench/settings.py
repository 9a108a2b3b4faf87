"""The portal's own settings with the bare pages beside its addresses, and a header that says what an answer cost."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as PORTAL

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.wire.own_computing", *PORTAL]
