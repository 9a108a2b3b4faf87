"""Reading a policy document: plain Python, no database. See document.py for what comes out."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policy.models import Policy, Version


def version_in_force(on: date, policy: "Policy | uuid.UUID | None" = None) -> "Version | None":
    """The version that held on that day, for the apps above; see policy.models."""
    from policy import models

    return models.version_in_force(on, policy)
