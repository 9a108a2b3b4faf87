"""A simulated month of 60 staff and 400 records (trust U18). Prints the lines of docs/reference/drills.md."""

import pytest
from django.core import mail

from tests.drills.month import Month

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_month_of_sixty_staff_and_four_hundred_records():
    month = Month(staff=60, records=400, days=20)

    month.run()

    figures = month.figures()
    print(*(f"| {name} | {value:g} |" for name, value in figures.items()), sep="\n")
    print(*(f"| {office} | {rate:g} |" for office, rate in month.rates_by_office().items()), sep="\n")
    assert figures["records"] == 400
    assert figures["e-mails"] == len(mail.outbox)
    assert figures["median"] <= 3
    assert month.forgotten() == []
    assert month.crowded() == []
    assert month.out_of_hours() == []
    assert month.lost() == []
