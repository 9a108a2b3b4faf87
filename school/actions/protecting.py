"""A child who is not shown anywhere: set, lifted, and read why, each with its entry in the record."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import record
from school.consent_changes import consent_changed
from school.consent_permissions import is_own_family, obstacle_to_protecting
from school.models import FlagLifting, Person, ProtectionFlag, Pupil
from school.obstacles import demand
from school.standing import standing_of
from school.states import WrongState


@transaction.atomic
def protect(*, pupil_id: UUID, reason: str, once: UUID, by: Person, now: datetime) -> ProtectionFlag:
    """From now on this child is shown nowhere. A form sent twice answers with the first flag."""
    pupil = _locked(pupil_id, by, now)
    if known := ProtectionFlag.objects.filter(once=once, pupil=pupil).first():
        return known
    if ProtectionFlag.objects.standing().filter(pupil=pupil).exists():
        raise WrongState("This child is protected already, so nothing was changed.")
    flag = ProtectionFlag.objects.create(pupil=pupil, reason=reason, once=once, set_by=by, set_at=now)
    consent_changed({pupil.pk}, now)
    record("flag.set", flag, by=by.pk, now=now)
    return flag


@transaction.atomic
def lift_protection(*, pupil_id: UUID, reason: str, by: Person, now: datetime) -> FlagLifting:
    """The reason is gone. What the family answered counts again."""
    pupil = _locked(pupil_id, by, now)
    flag = ProtectionFlag.objects.standing().filter(pupil=pupil).first()
    if flag is None:
        raise WrongState("This child is not protected any longer, so nothing was changed.")
    lifting = FlagLifting.objects.create(flag=flag, reason=reason, lifted_by=by, lifted_at=now)
    consent_changed({pupil.pk}, now)
    record("flag.lifted", flag, lifting, by=by.pk, now=now)
    return lifting


@transaction.atomic
def read_why(*, pupil_id: UUID, by: Person, now: datetime) -> list[ProtectionFlag]:
    """The flags of a child with their reasons, newest first; that they were read is written down, as of a case."""
    pupil = Pupil.objects.get(pk=pupil_id)
    demand(obstacle_to_protecting(standing_of(by.pk, now), is_family=is_own_family(by.pk, pupil)))
    flags = list(pupil.protection_flags.select_related("set_by", "lifting__lifted_by"))
    if flags:
        record("flag.read", *flags, by=by.pk, now=now)
    return flags


def _locked(pupil_id: UUID, by: Person, now: datetime) -> Pupil:
    pupil = Pupil.objects.select_for_update(no_key=True, of=("self",)).get(pk=pupil_id)
    demand(obstacle_to_protecting(standing_of(by.pk, now), is_family=is_own_family(by.pk, pupil)))
    return pupil
