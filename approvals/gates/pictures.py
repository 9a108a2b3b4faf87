"""Gates of pictures: words for those who do not see them, clean files, who is in them, and what families agreed to.

Sources: alt text, web content accessibility guidelines 1.1.1; consents, data protection and the school's own register.
"""

from __future__ import annotations

from approvals.gates.names import Found
from approvals.gates.results import Level, Result
from approvals.gates.snapshot import Pictured, Snapshot
from approvals.models import Stage
from school.consents import Tone
from school.days import LONDON

REGISTER = "official_account"


def _which(pictures: list[Pictured]) -> str:
    numbers = [str(one.order) for one in pictures]
    if len(numbers) == 1:
        return f"Picture {numbers[0]}"
    return f"Pictures {', '.join(numbers[:-1])} and {numbers[-1]}"


def may_picture(seen: Snapshot) -> Result:
    if seen.pictures and not seen.may_pictures:
        hint = "Somebody named for pictures asks for it, or the entry is widened."
        return Result("may_picture", Level.RED, f"The author's entry does not cover pictures. {hint}", "official_user")
    return Result("may_picture", Level.GREEN, "The author may post what is in it.", "official_user")


def described(seen: Snapshot) -> Result:
    missing = [one for one in seen.pictures if not one.is_decorative and not one.alt.strip()]
    if missing:
        hint = "Say in a sentence what it shows, or mark it as decoration."
        return Result("described", Level.RED, f"{_which(missing)}: no words for those who cannot see it. {hint}")
    return Result("described", Level.GREEN, "Every picture has words for those who cannot see it.")


def pictures_ready(seen: Snapshot) -> Result:
    refused = [one for one in seen.pictures if one.refused]
    if refused:
        said = " ".join(one.refused for one in refused[:1])
        return Result("pictures_ready", Level.RED, f"{_which(refused)} cannot be used. {said}")
    waiting = [one for one in seen.pictures if not one.is_ready]
    if waiting:
        ready = len(seen.pictures) - len(waiting)
        return Result(
            "pictures_ready",
            Level.RED,
            f"{ready} of {len(seen.pictures)} pictures are ready. Wait a little and look at the page again.",
        )
    held = [one for one in seen.pictures if not one.is_served]
    if held:
        return Result("pictures_ready", Level.RED, f"{_which(held)}: held until the virus scanner has seen it.")
    return Result("pictures_ready", Level.GREEN, "Nothing but the picture itself is in any file.")


def people_declared(seen: Snapshot) -> Result:
    missing = [one for one in seen.pictures if not one.is_declared]
    if missing:
        hint = "Say who can be recognised, or that nobody can."
        return Result("people_declared", Level.RED, f"{_which(missing)}: nobody has said who is in it. {hint}")
    return Result("people_declared", Level.GREEN, "Somebody has said of every picture who can be recognised.")


def consents(seen: Snapshot) -> Result:
    """What families agreed to, for each account; the sentences are the register's own, and never say why not."""
    reds = sorted({one.sentence for one in seen.answers if one.tone is Tone.RED})
    if reds:
        hint = "Leave the picture out, blur the face, or leave the account out."
        return Result("consents", Level.RED, f"{' '.join(reds)} {hint}")
    ambers = sorted({one.sentence for one in seen.answers if one.tone is Tone.AMBER})
    if ambers:
        return Result("consents", Level.AMBER, " ".join(ambers))
    return Result("consents", Level.GREEN, "Every family of a child in it has agreed, or no child can be recognised.")


def face_and_name(seen: Snapshot) -> Result:
    """A name beside a face: the first name where the family agreed to just that, a surname never."""
    surnames = sorted(one.name for one in seen.faces if one.surname is Found.SURELY)
    if surnames:
        hint = "Leave the surname out: a child's full name never stands beside their face."
        return Result("face_and_name", Level.RED, f"The surname of {', '.join(surnames)} is in the words. {hint}")
    named = sorted(one.name for one in seen.faces if one.first is Found.SURELY and not one.may_be_named)
    if named:
        hint = "Leave the name out, or ask the family for consent with first name."
        return Result("face_and_name", Level.RED, f"{', '.join(named)} can be recognised and is named. {hint}")
    doubtful = sorted(
        one.name
        for one in seen.faces
        if one.surname is Found.DOUBT or (one.first is Found.DOUBT and not one.may_be_named)
    )
    if doubtful:
        sentence = f"Words in it may be the name of {', '.join(doubtful)}. Look whether they are meant as a name."
        return Result("face_and_name", Level.AMBER, sentence)
    return Result("face_and_name", Level.GREEN, "No child's name stands beside their face without leave.")


def embargo(seen: Snapshot) -> Result:
    """Nothing says where children are while they are there (the school's own rule)."""
    back = seen.children_back_at
    if back is None or (seen.now >= back and (seen.opens is None or seen.opens >= back)):
        return Result("embargo", Level.GREEN, "It tells nobody where children are now.")
    at = back.astimezone(LONDON)
    when = f"{at:%H:%M} on {at.day} {at:%B %Y}"
    if seen.opens is not None and seen.opens >= back and seen.stage != Stage.PUBLISH:
        return Result("embargo", Level.GREEN, f"It goes out after the children are back at {when}.")
    sentence = f"The children are back at {when}. Give it a start not before that, so that nobody knows where they are."
    return Result("embargo", Level.RED, sentence)
