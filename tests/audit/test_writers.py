"""Eight people act at once: one record, no fork, no gap, nobody turned away."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from audit.actions import agree_disposal
from audit.models import Disposal, Entry
from audit.verify import verify, verify_records
from tests.audit.test_triggers import BY

WRITERS, EACH = 8, 60


@pytest.mark.django_db(transaction=True)
def test_eight_writers_make_one_chain(now, make_row):
    rows = [[Disposal(agreed_by=BY) for _ in range(EACH)] for _ in range(WRITERS)]
    together = Barrier(WRITERS)

    def write(mine):
        together.wait()
        try:
            for row in mine:
                agree_disposal(row, by=BY, now=timezone.now(), retention_class="case.closed")
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, rows))

    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, WRITERS * EACH + 1))
    assert Entry.objects.values("previous").distinct().count() == WRITERS * EACH
    assert verify() == verify_records() == []
