"""Twenty pictures of twelve megapixels: how long each request takes, and how long until all are ready.

It prints its figures.
"""

import io
import time
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from approvals.preparing import prepare_what_waits
from school.models import School
from tests.factories.approvals import THEN, DeskFactory, PostFactory
from tests.factories.pictures import picture_desk, placed_of

pytestmark = pytest.mark.django_db
COUNT, SIZE = 20, (4000, 3000)


def twelve_megapixels(seed: int) -> bytes:
    """A JPEG as a telephone makes it: full of noise, some MB."""
    noise = [Image.effect_noise(SIZE, 30 + seed % 5) for _ in range(3)]
    held = io.BytesIO()
    Image.merge("RGB", noise).save(held, "JPEG", quality=88)
    return held.getvalue()


def test_no_request_waits_for_twenty_pictures(client, settings, tmp_path) -> None:
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    School.objects.update_or_create(pk=School.THE_ONE, defaults={"name": "Lough View", "quorum": 8})
    desk = picture_desk(DeskFactory())
    post = PostFactory(desk)
    client.force_login(desk.author.user)
    url = reverse("approvals:pictures", args=[post.pk])
    requests, different = [], [twelve_megapixels(n) for n in range(3)]
    largest = max(map(len, different))
    for n in range(COUNT):
        content = different[n % 3]
        form = {"once": uuid.uuid4(), "files": SimpleUploadedFile(f"{n}.jpg", content, "image/jpeg")}
        began = time.perf_counter()
        assert client.post(url, form).status_code == 302
        requests.append(time.perf_counter() - began)
    began = time.perf_counter()
    assert "0 of 20 ready" in client.get(url).content.decode()
    page = time.perf_counter() - began

    began = time.perf_counter()
    prepare_what_waits(THEN)
    work = time.perf_counter() - began

    assert all(row.is_ready for row in placed_of(post))
    print(
        f"\n{COUNT} pictures of {SIZE[0]} x {SIZE[1]}, up to {largest / 1e6:.1f} MB: a request takes "
        f"{sorted(requests)[COUNT // 2]:.2f} s (longest {max(requests):.2f} s), the page {page:.2f} s, "
        f"the worker {work / COUNT:.1f} s a picture and {work:.0f} s for all."
    )
    assert max(requests) < 3
