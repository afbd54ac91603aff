"""Trade files that curators send through the admin: where they wait, and the process that reads them in the background.

The web server only stores the files and starts `manage.py load_trade --waiting`, which outlives the request. Where no process can
be started, or it ended early, the same command works from a shell or a timer.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename

from cooperation.models import TradeLoad

LOG = "load_trade.log"


def folder(load: TradeLoad) -> Path:
    """The folder of one load: its files, then the report of its rejected rows."""
    return Path(settings.TRADE_UPLOAD_DIR) / str(load.pk)


def store(load: TradeLoad, files: Iterable[UploadedFile]) -> None:
    """Move the files of a saved load into its folder and note where they are."""
    storage = FileSystemStorage(location=folder(load))
    names = [storage.save(get_valid_filename(file.name or "trade.csv"), file) for file in files]
    load.files = [storage.path(name) for name in names]
    load.rejected_file = str(folder(load) / f"{load.code}-rejected.csv")
    load.save(update_fields=["files", "rejected_file"])


def clear(load: TradeLoad) -> None:
    """Delete the files of a load that will not be read again. The report of rejected rows stays."""
    for name in load.files:
        path = Path(name)
        if path.parent == folder(load):
            path.unlink(missing_ok=True)


def forget(load: TradeLoad) -> None:
    """Delete the folder of a load, with its report."""
    shutil.rmtree(folder(load), ignore_errors=True)


def start_reading() -> None:
    """Start the process that reads what waits. Raises OSError where none can be started."""
    log = Path(settings.TRADE_UPLOAD_DIR) / LOG
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        subprocess.Popen(  # noqa: S603  (fixed words, no shell)
            [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "load_trade", "--waiting"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
