"""A form sent again with other contents says what it made the first time, keeps what was typed, and changes nothing."""

import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import Entry as AuditEntry
from incidents import actions
from incidents.actions import SplitOff
from incidents.models import EmergencyOpening, Incident
from incidents.states import WrongState
from tests.factories.incidents import THEN, ReportFactory
from tests.factories.school import PupilFactory, StaffFactory

pytestmark = pytest.mark.django_db
WORDS = "He accepted the request."
OPEN = "/incidents/emergency/open/"


@pytest.fixture
def case(offices):
    return ReportFactory(concerned=[PupilFactory().person, PupilFactory().person]).incidents.get()


def split(case, by, once, *, words=WORDS, moved=None):
    into = SplitOff(concerns="pupil", words=words, moved=[(moved or case.people.last()).pk])
    return actions.split(pk=case.pk, once=once, into=[into], by=by.pk, now=THEN)


class TestSplitting:
    def test_the_same_again_answers_with_the_first_result(self, case, offices):
        once, moved = uuid.uuid4(), case.people.last()
        first = split(case, offices["principal"], once, moved=moved)

        assert split(case, offices["principal"], once, moved=moved) == first

    @pytest.mark.parametrize("what", ["words", "people"])
    def test_other_contents_are_refused_with_what_it_made(self, what, case, offices):
        once = uuid.uuid4()
        [part] = split(case, offices["principal"], once)
        before = AuditEntry.objects.count()
        other = {"words": "Something else."} if what == "words" else {"moved": case.people.first()}

        with pytest.raises(WrongState, match=f"sent before: it split off {part.reference}"):
            split(case, offices["principal"], once, **other)
        assert (Incident.objects.count(), AuditEntry.objects.count()) == (2, before)

    def test_a_new_case_that_its_maker_does_not_read_is_not_named(self, offices):
        """The Chair splits off what concerns a pupil: the Chair does not read that case."""
        pupil = PupilFactory().person
        case = ReportFactory(concerns="staff", concerned=[offices["principal"], pupil]).incidents.get()
        once, moved = uuid.uuid4(), case.people.get(person=pupil)
        [part] = split(case, offices["chair"], once, moved=moved)

        with pytest.raises(WrongState, match="what goes to other readers") as refused:
            split(case, offices["chair"], once, moved=moved, words="Something else.")
        assert part.reference not in str(refused.value)

    def test_the_id_of_another_persons_form_is_refused(self, case, offices):
        once = uuid.uuid4()
        split(case, offices["principal"], once)
        actions.take_case(pk=case.pk, by=offices["vice_principal"].pk, now=THEN)

        with pytest.raises(PermissionDenied, match="sent before"):
            split(case, offices["vice_principal"], once, words="Mine.")

    def test_the_page_keeps_what_was_typed(self, case, offices, client_of):
        once, client = uuid.uuid4(), client_of(offices["principal"])
        address = reverse("incidents:split", args=[case.pk])
        one, two = case.people.first(), case.people.last()
        given = {f"person_{one.pk}": "stays", f"person_{two.pk}": "second", "once": once}
        given |= {"second_concerns": "pupil", "third_concerns": "pupil"}
        client.post(address, given | {"second_words": WORDS})
        assert Incident.objects.count() == 2

        text = client.post(
            address, given | {"second_words": "Another matter altogether."}, follow=True
        ).content.decode()

        assert "This form was sent before" in text
        assert "Another matter altogether." in text
        assert f'value="{once}"' not in text, "The next press is an act of its own."
        assert Incident.objects.count() == 2
        again = client.post(address, given | {"second_words": WORDS}, follow=True).content.decode()
        assert "The report is split" in again
        assert Incident.objects.count() == 2


class TestEmergency:
    @pytest.fixture(autouse=True)
    def _clock(self):
        with time_machine.travel(THEN, tick=False):
            yield

    @pytest.fixture
    def reader(self, offices):
        return self.named(offices)

    def named(self, offices):
        person = StaffFactory()
        row = actions.name_emergency_reader(person=person.pk, by=offices["chair"].pk, now=THEN)
        actions.confirm_emergency_reader(pk=row.pk, by=offices["principal"].pk, now=THEN)
        return person

    def opened(self, person, case, once, reason="The hospital rang."):
        return actions.open_in_emergency(once=once, reference=case.reference, reason=reason, by=person.pk, now=THEN)

    def test_another_case_or_reason_is_refused_with_what_was_opened_and_opens_with_the_next_press(
        self, reader, client_of
    ):
        one, two = (ReportFactory(concerns="parent").incidents.get() for _ in range(2))
        client, once = client_of(reader), uuid.uuid4()
        given = {"reference": one.reference, "reason": "The hospital rang.", "once": once}
        client.post(OPEN, given)

        for changed in ({"reference": two.reference}, {"reason": "The police rang."}):
            page = client.post(OPEN, given | changed)
            text = page.content.decode()
            assert f"it opened case {one.reference} with the reason “The hospital rang.”" in text
            assert next(iter(changed.values())) in text
            assert EmergencyOpening.objects.count() == 1

        given = {"reference": two.reference, "reason": "The police rang.", "once": page.context["form"]["once"].value()}
        assert client.post(OPEN, given).url == reverse("incidents:case", args=[two.pk])
        assert EmergencyOpening.objects.count() == 2

    def test_the_id_of_another_persons_form_is_as_good_as_a_new_one(self, reader, offices):
        case, once = ReportFactory(concerns="parent").incidents.get(), uuid.uuid4()
        self.opened(reader, case, once)

        mine = self.opened(self.named(offices), case, once, "Another reason.")

        assert mine is not None
        assert mine.once != once
        assert EmergencyOpening.objects.count() == 2
