"""The school of the proof of posts: who is in it, who speaks for it, and which children may be shown."""

from datetime import datetime

from approvals.models import Account
from audit.verify import verify_records
from school.days import LONDON
from school.models import Office, Person, Pupil, School
from tests.factories.approvals import AccountFactory, OfficialUserFactory, PolicyInForceFactory
from tests.factories.school import OfficeHolderFactory, PupilFactory, StaffFactory, answered
from tests.proofs import rules_of_posts as rules
from tests.proofs.seeded import seeded

HELD = ("principal", "vice_principal", "chair", "vice_chair", "clerk")
START = datetime(2026, 11, 10, 9, tzinfo=LONDON)


class World:
    """The school of every example: built once, and put back after each."""

    def __init__(self) -> None:
        with seeded("the school of posts"):  # the same ids each time, or Hypothesis could not play an example again
            self._fill()
        self.unrecorded = set(verify_records())

    def _fill(self) -> None:
        School.objects.update_or_create(
            pk=School.THE_ONE, defaults={"name": "Lough View", "quorum": 8, "self_authorised_lane": True}
        )
        self.policy = PolicyInForceFactory()
        self.holders = {office: OfficeHolderFactory(Office(office)) for office in HELD}
        self.accounts: list[Account] = [AccountFactory(holder=self.holders["principal"]) for _ in range(2)]
        staff = [StaffFactory() for _ in range(4)]
        for person in (*staff[:3], self.holders["principal"], self.holders["vice_principal"]):
            named_by = self.holders["vice_principal" if person == self.holders["principal"] else "principal"]
            entry = OfficialUserFactory(*self.accounts, person=person, named_by=named_by)
            entry.may_pictures = True
            entry.save()
        self.people: list[Person] = [*self.holders.values(), *staff]
        self.official = {
            *(one.pk for one in staff[:3]),
            self.holders["principal"].pk,
            self.holders["vice_principal"].pk,
        }
        self.pupils: list[Pupil] = [PupilFactory() for _ in range(3)]
        for pupil in self.pupils[:2]:
            answered(pupil, "unnamed", by=self.holders["principal"], now=START)

    def school(self) -> rules.School:
        accounts = {account.pk for account in self.accounts}
        return rules.School(
            offices={person.pk: {office} for office, person in self.holders.items()},
            active={person.pk for person in self.people},
            official={person: set(accounts) for person in self.official},
            shown={pupil.pk for pupil in self.pupils[:2]},
        )
