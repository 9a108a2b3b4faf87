"""Where something happened, in the five settings that the law tells apart (Addressing Bullying in Schools Act 2016, s.2-3)."""

from django.db import models


class Place(models.TextChoices):
    """The first four are the settings in which a bullying record is a duty; in the fifth the school may act."""

    PREMISES = "premises", "On the premises, in the school day"
    TRAVELLING = "travelling", "On the way to or from school"
    IN_CHARGE = "in_charge", "Elsewhere, in the charge of school staff"
    ARRANGED = "arranged", "At education that the school arranged elsewhere"
    AFFECTS_EDUCATION = "affects_education", "Elsewhere, but it affects the pupil’s education"
    ELSEWHERE = "elsewhere", "Elsewhere"
    NOT_KNOWN = "not_known", "Not known"
