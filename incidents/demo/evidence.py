"""Evidence in the demo's cases: notes, a picture drawn for the purpose, and a letter that is held for want of a scanner."""

import io
import uuid
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from incidents import actions
from incidents.actions import Noted
from incidents.models import Incident

LINES = (("Owl 7", "nobody wants you in goal"), ("Owl 7", "stay at home tomorrow"), ("Me", "why?"))


def screenshot() -> bytes:
    """An invented chat, drawn line by line."""
    picture = Image.new("RGB", (540, 380), (236, 240, 236))
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(22)
    for place, (author, words) in enumerate(LINES):
        top, left = 24 + place * 116, 24 if author != "Me" else 216
        draw.rounded_rectangle((left, top, left + 300, top + 92), 16, fill=(255, 255, 255))
        draw.text((left + 16, top + 12), author, fill=(18, 67, 74), font=font)
        draw.text((left + 16, top + 46), words, fill=(40, 40, 40), font=font)
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def letter() -> bytes:
    """One page that says next to nothing."""
    held = io.BytesIO()
    page = Image.new("RGB", (595, 842), (255, 255, 255))
    ImageDraw.Draw(page).text((72, 90), "Dear Principal,", fill=(0, 0, 0), font=ImageFont.load_default(20))
    page.save(held, "PDF")
    return held.getvalue()


NOTES = {
    "chat": Noted(
        "A message in the class chat, under a picture of the football team.",
        "His mother, on her phone",
        "The group “P7 football” in a chat app",
        shown_author="Owl 7",
    ),
    "post": Noted(
        "The post, as a parent showed it at the office.", "The parent, on a tablet", "An open community page"
    ),
    "letter": Noted("The letter that the family wrote about it.", "The school office, in the file"),
}
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {"chat": ("chat.png", screenshot), "letter": ("letter.pdf", letter)}


def show(case: Incident, what: str, *, by: UUID, now: datetime) -> None:
    """Note one of these, and send its file where there is one."""
    evidence = actions.note_evidence(pk=case.pk, noted=NOTES[what], once=uuid.uuid4(), by=by, now=now)
    if what in FILES:
        name, make = FILES[what]
        uploads = [ContentFile(make(), name=name)]
        actions.send_files(pk=case.pk, evidence=evidence.pk, uploads=uploads, by=by, now=now)
