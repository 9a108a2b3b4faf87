"""What every page may say about the school."""

from django.http import HttpRequest

from school.models import School
from school.sessions import ends_at


def school(request: HttpRequest) -> dict[str, object]:
    """The school's settings row under `school`, its name, and until when this person stays signed in."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        found = School.objects.only("id", "name").first()
        return {"school_name": found.name if found else "School portal"}
    settings = School.get()
    return {"school": settings, "school_name": settings.name, "signed_in_until": ends_at(request)}
