"""How the words of a post are kept: version after version, each with everybody who had a hand in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from approvals.models import PostRequest, PostVersion, VersionEditor


@dataclass(frozen=True)
class Words:
    """What an approval is of: the words, where they go, and when."""

    text: str
    link: str
    account_id: UUID
    not_before: datetime | None = None
    not_after: datetime | None = None


def words_of(version: PostVersion) -> Words:
    return Words(version.text, version.link, version.account_id, version.not_before, version.not_after)


def current(post: PostRequest) -> PostVersion:
    """The version that the post stands at. Every post has one from its first moment."""
    version = post.current_version
    if version is None:
        raise LookupError(f"{post} has no version.")
    return version


def write(version: PostVersion, words: Words) -> None:
    """Set a version's words and their digest, and save it. A frozen one refuses in the database."""
    version.text, version.link, version.account_id = words.text, words.link, words.account_id
    version.not_before, version.not_after = words.not_before, words.not_after
    version.write_digest()
    version.save()


def open_version(
    post: PostRequest,
    based_on: PostVersion | None,
    words: Words,
    *,
    by: UUID,
    at: datetime,
    also: frozenset[UUID] = frozenset(),
) -> None:
    """Add the next version. Its editors are everybody whose words it may still hold, `also` among them, and `by`."""
    last = post.versions.order_by("-n").first()
    version = PostVersion(request=post, n=last.n + 1 if last else 1, based_on=based_on, created_by_id=by, created_at=at)
    write(version, words)
    hands = {by, *also} | (set(based_on.editors.values_list("person_id", flat=True)) if based_on else set())
    VersionEditor.objects.bulk_create(VersionEditor(version=version, person_id=one, at=at) for one in sorted(hands))
    post.current_version = version
    PostRequest.objects.filter(pk=post.pk).update(current_version=version)


def open_post(*, once: UUID, words: Words, by: UUID, at: datetime, also: frozenset[UUID] = frozenset()) -> PostRequest:
    """A new post in its first version; `also` had a hand in its words. Callers have checked who asks, and record it."""
    post = PostRequest.objects.create(once=once, author_id=by, created_at=at, changed_at=at)
    open_version(post, None, words, by=by, at=at, also=also)
    return post
