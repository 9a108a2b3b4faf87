"""The settings that tests run with: those of an installation, on a database and a folder of their own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_own = Path(tempfile.mkdtemp(prefix="portal-test-"))
atexit.register(shutil.rmtree, _own, ignore_errors=True)
_outside = {name: os.environ.pop(name) for name in ("SECRET_KEY", "SITE_URL", "DEBUG") if name in os.environ}
_outside["VAR_DIR"] = os.environ.get("VAR_DIR", "")
os.environ |= {"VAR_DIR": str(_own), "STATIC_MANIFEST": "false"}

from config.settings import *  # noqa: E402, F403
from config.settings import BASE_DIR, DATABASES, STATICFILES_DIRS  # noqa: E402

os.environ |= _outside

# The style sheet is built by make, in the folder that an installation would use.
STATICFILES_DIRS += [Path(_outside["VAR_DIR"] or BASE_DIR / "var") / "built"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(_own / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
