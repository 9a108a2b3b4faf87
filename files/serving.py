"""Handing a kept file out, always as a download that no browser opens as a page."""

from __future__ import annotations

from django.http import FileResponse

from files.models import StoredFile


def serve(stored: StoredFile) -> FileResponse:
    """The content as an attachment. Whoever calls this has asked for permission already."""
    response = FileResponse(
        stored.path.open("rb"),
        as_attachment=True,
        filename=stored.original_name,
        content_type=stored.content_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
