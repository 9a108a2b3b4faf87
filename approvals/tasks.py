"""What the task worker does for posts. May run twice without harm."""

from django.utils import timezone
from django_tasks import task

from approvals.passed_files import prepare_passed
from approvals.preparing import prepare_what_waits


@task()
def prepare_pictures() -> None:
    """Everything that waits to be prepared."""
    prepare_what_waits(timezone.now())
    prepare_passed(timezone.now())
