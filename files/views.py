"""The one door to what was uploaded."""

import logging
import uuid

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from files import register
from files.models import StoredFile
from files.permissions import obstacle_to_reading, obstacle_to_serving
from files.serving import serve

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD"])
def fetch(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A file for those whom its owner lets read, and an entry that they did; for everyone else no such address."""
    standing = getattr(request, "standing", None)
    stored = StoredFile.objects.filter(pk=pk).first()
    if stored is None or obstacle_to_reading(standing, stored):
        raise Http404
    if obstacle := obstacle_to_serving(stored):
        raise PermissionDenied(obstacle)
    try:
        response = serve(stored)
    except FileNotFoundError:
        logger.error("The content of file %s is missing: restore it from the last backup.", stored.pk)
        raise Http404 from None
    register.owner_of(stored.owner_kind).note_reading(stored, standing.person_id, timezone.now())
    return response
