"""A few days of the month that `make drill` lives through whole, with the same promises."""

import pytest
from django.core import mail

from incidents.models import Report
from tests.drills.month import Month

pytestmark = pytest.mark.django_db(transaction=True)


def test_mail_stays_calm_and_no_step_is_forgotten():
    month = Month(staff=16, records=8, days=4, ill_on=range(4))

    month.run()

    assert Report.objects.count() == 8
    assert sum(month.mails().values()) == len(mail.outbox) > 0
    assert month.late_things(), "somebody has to be late, or this says nothing"
    assert month.forgotten() == []
    assert month.crowded() == []
    assert month.out_of_hours() == []
    assert month.lost() == []
    assert month.figures()["median"] <= 3
