"""What every test run needs before Django reads its settings: own scratch folders, plain static files."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("STATIC_MANIFEST", "false")
if "VAR_DIR" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
    (Path(os.environ["VAR_DIR"]) / "static").mkdir()
    built = Path(__file__).resolve().parent.parent / "var" / "built"
    if built.is_dir():
        shutil.copytree(built, Path(os.environ["VAR_DIR"]) / "built")
