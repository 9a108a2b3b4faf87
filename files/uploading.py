"""Larger uploads go to disk while they arrive. A full disk costs the upload and nothing else."""

import logging
from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

logger = logging.getLogger(__name__)


class IncomingUploadHandler(TemporaryFileUploadHandler):
    """Says on the request that there was no room, so that the form can tell instead of the page breaking down."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as fault:
            self._stop(fault)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        try:
            super().receive_data_chunk(raw_data, start)
            self.file.flush()
        except OSError as fault:
            self._stop(fault)
        return None

    def _stop(self, fault: OSError) -> None:
        logger.error("An upload could not be written: %s", fault)
        self.request.had_no_room = True
        raise StopUpload(connection_reset=False) from fault
