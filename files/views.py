"""The one door to what was uploaded."""

import logging
import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_http_methods

from files.models import StoredFile
from files.permissions import obstacle_to_reading
from files.serving import serve

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD"])
def fetch(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A file for those whom its owner lets read; for everyone else there is no such address."""
    stored = StoredFile.objects.filter(pk=pk).first()
    if stored is None or obstacle_to_reading(getattr(request, "standing", None), stored):
        raise Http404
    try:
        return serve(stored)
    except FileNotFoundError:
        logger.error("The content of file %s is missing: restore it from the last backup.", stored.pk)
        raise Http404 from None
