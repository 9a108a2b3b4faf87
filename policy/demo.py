"""The demo's policy: the restated register with the history that the school's document tells of itself.

`make run POLICY=file` gives a real document instead. Nothing is invented: the sign-off is incomplete.
"""

import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from policy import demo_reviews
from policy.actions.importing import enter_history, import_document
from policy.models import Version
from policy.reading.assemble import read
from policy.reading.document import Clause, Document, Section, Signature
from policy.register import shipped_policy
from school.models import Person

DATES = {
    "written": "October 2016",
    "cover_review": "October 2018 / December 2020",
    "staff_review": "5/12/20",
    "governors_approval": "November 2020",
}


def build(world: Any, now: datetime) -> Version:
    """Enter the policy as history, by the Principal."""
    principal = world.people["principal"]
    if path := getattr(world, "policy_file", None):
        content = Path(path).read_bytes()
        version = _enter(read(content), content, Path(path).name, principal, now)
    else:
        version = _enter(restated(), b"", "", principal, now)
    world["policy"] = version.policy
    world["version"] = version
    demo_reviews.build(world, now)
    return version


def _enter(document: Document, content: bytes, source_name: str, by: Person, now: datetime) -> Version:
    draft = import_document(
        document=document,
        content=content,
        source_name=source_name,
        title=document.title or "Social Media Policy",
        once=uuid.uuid4(),
        by=by,
        now=now,
    )
    return enter_history(version_id=draft.pk, by=by, now=now)


def restated() -> Document:
    """The register as if it were the document: our own words, the document's own dates and empty lines."""
    policy = shipped_policy()
    sections = [Section(number, title) for number, title in policy["sections"].items() if number != "0"]
    by_number = {section.number: section for section in sections}
    for one in policy["entries"]:
        if section := by_number.get(one["code"].split(".")[0]):
            section.clauses.append(Clause(one["code"], one["restatement"], one["audience"], one["force"]))
    return Document(
        title=policy["title"],
        cover=[policy["title"]],
        sections=sections,
        dates=dict(DATES),
        signatures=[Signature("Chair of the governors", False), Signature("", False)],
    )
