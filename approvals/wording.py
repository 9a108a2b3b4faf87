"""How the words of a post are kept: version after version, each with everybody who had a hand in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from approvals.models import PostRequest, PostVersion, VersionAccount, VersionEditor, VersionPicture
from approvals.models.canonical import FORM


@dataclass(frozen=True)
class Words:
    """What an approval is of beside pictures: the words, where they go, and when.

    `accounts` pairs each account with words of its own, "" where the text stands for it too. Pictures
    have actions of their own and go along from version to version.
    """

    text: str
    link: str
    accounts: tuple[tuple[UUID, str], ...]
    not_before: datetime | None = None
    not_after: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "accounts", tuple(sorted(self.accounts, key=lambda one: str(one[0]))))

    @classmethod
    def of(
        cls,
        text: str,
        link: str,
        *account_ids: UUID,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
    ) -> Words:
        """The same words on every account."""
        return cls(text, link, tuple((one, "") for one in account_ids), not_before, not_after)

    @property
    def account_ids(self) -> tuple[UUID, ...]:
        return tuple(account for account, _ in self.accounts)

    def now_saying(self, text: str) -> Words:
        return replace(self, text=text)


def words_of(version: PostVersion) -> Words:
    placed = tuple((one.account_id, one.body) for one in version.placements.all())
    return Words(version.text, version.link, placed, version.not_before, version.not_after)


def current(post: PostRequest) -> PostVersion:
    """The version that the post stands at. Every post has one from its first moment."""
    version = post.current_version
    if version is None:
        raise LookupError(f"{post} has no version.")
    return version


def write(version: PostVersion, words: Words, *, pictures_of: PostVersion | None = None) -> None:
    """Set a version's words and their digest, and save it. A frozen one refuses in the database."""
    if not words.accounts:
        raise ValueError("A version is for at least one account.")
    version.text, version.link, version.account_id = words.text, words.link, words.account_ids[0]
    version.not_before, version.not_after, version.form = words.not_before, words.not_after, FORM
    if version._state.adding:
        version.save()
    _place(version, words)
    if pictures_of is not None:
        take_along(pictures_of, version)
    seal(version)


def seal(version: PostVersion) -> None:
    """Take the digest anew and save. Whatever changes a part of a draft ends with this."""
    version.write_digest()
    version.save()


def _place(version: PostVersion, words: Words) -> None:
    """Only what differs is written, since a version that is being asked for must not be touched."""
    wanted, placed = dict(words.accounts), {one.account_id: one for one in version.placements.all()}
    gone = [one.pk for account, one in placed.items() if account not in wanted]
    if gone:
        VersionAccount.objects.filter(pk__in=gone).delete()
    for account, body in words.accounts:
        one = placed.get(account)
        if one is None:
            VersionAccount.objects.create(version=version, account_id=account, body=body)
        elif one.body != body:
            one.body = body
            one.save()
    getattr(version, "_prefetched_objects_cache", {}).clear()


def take_along(earlier: PostVersion, later: PostVersion) -> None:
    """The pictures of the version that this one is based on; a new one is added by its own action."""
    pictures = list(earlier.pictures.all())
    for picture in pictures:
        picture.pk, picture.version, picture._state.adding = VersionPicture().pk, later, True
    VersionPicture.objects.bulk_create(pictures)


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
    write(version, words, pictures_of=based_on)
    hands = {by, *also} | (set(based_on.editors.values_list("person_id", flat=True)) if based_on else set())
    VersionEditor.objects.bulk_create(VersionEditor(version=version, person_id=one, at=at) for one in sorted(hands))
    post.current_version = version
    PostRequest.objects.filter(pk=post.pk).update(current_version=version)


def open_post(*, once: UUID, words: Words, by: UUID, at: datetime, also: frozenset[UUID] = frozenset()) -> PostRequest:
    """A new post in its first version; `also` had a hand in its words. Callers have checked who asks, and record it."""
    post = PostRequest.objects.create(once=once, author_id=by, created_at=at, changed_at=at)
    open_version(post, None, words, by=by, at=at, also=also)
    return post


def keep_beside(post: PostRequest, note: str, other_policy: str) -> None:
    """What is for whoever decides and never published: no part of what an approval is of."""
    post.note, post.other_policy = note.strip(), other_policy.strip()
    PostRequest.objects.filter(pk=post.pk).update(note=post.note, other_policy=post.other_policy)
