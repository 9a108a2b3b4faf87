"""How fast the pages of posts are with 20,000 of them: `python tests/tools/with_pg.py python -m tests.bench.posts`.

BENCH_POSTS and BENCH_ROUNDS make it smaller. Prints the table of docs/reference/performance.md. Exits with 1 when a page
asks more queries with many posts than with few, or reads a table that grows with posts from end to end.
"""

import os
import sys
from datetime import datetime, timedelta
from functools import partial

import django
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings

import tests.environment  # noqa: F401 - own folders, before Django reads its settings

POSTS = int(os.environ.get("BENCH_POSTS", "20000"))
FEW = 10
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "30"))
TARGET = 3.0
# What grows with the number of posts.
LARGE = {
    "approvals_decision",
    "approvals_gaterun",
    "approvals_postrequest",
    "approvals_posttarget",
    "approvals_postversion",
    "approvals_publication",
    "approvals_versionaccount",
    "approvals_versioneditor",
}


def fill(desk: object, count: int, now: datetime) -> None:
    """Posts as years leave them: of a hundred, ninety were published, eight rejected and two wait; some have a time."""
    from approvals.models import Decision, PostRequest, PostTarget, PostVersion, Publication, VersionAccount
    from approvals.states import PostStatus, TargetStatus
    from school.models import Appointment
    from tests.factories.approvals import many_submitted

    appointment = Appointment.objects.effective(now.date()).get(person=desk.principal, office="principal")
    for start in range(0, count, 1000):
        size = min(1000, count - start)
        posts = many_submitted(desk, size, now - timedelta(hours=2 * (start + size)))  # before the first was decided
        versions = PostVersion.objects.in_bulk([post.current_version_id for post in posts])
        places = {one.version_id: one for one in VersionAccount.objects.filter(version__in=versions)}
        decisions, targets, out = [], [], []
        for n, post in enumerate(posts):
            version, kind = versions[post.current_version_id], n % 50
            if kind == 0:
                continue
            at = now - timedelta(hours=2 * (start + n))
            is_approved = kind > 4
            decisions.append(
                Decision(
                    version=version, digest=version.digest, actor=desk.principal, office="principal",
                    appointment=appointment, verdict="approve" if is_approved else "reject",
                    comment="" if is_approved else "It is not for this account.", at=at,
                    requested_by_id=version.requested_by_id, created_by_id=version.created_by_id,
                )
            )  # fmt: skip
            post.status, post.changed_at = PostStatus.REJECTED, at
            if is_approved:
                post.lane, post.status = "approved", PostStatus.PUBLISHED
                target = PostTarget(
                    request=post, account=desk.account, version=version, placement=places[version.pk], changed_at=at
                )
                targets.append(target)
                out.append(
                    Publication(
                        version=version, account=desk.account, target=target, digest=version.digest,
                        permalink=f"https://www.facebook.com/loughview/posts/{post.reference}",
                        published_by=desk.author, published_at=at,
                    )
                )  # fmt: skip
        Decision.objects.bulk_create(decisions)
        PostTarget.objects.bulk_create(targets)
        Publication.objects.bulk_create(out)
        for target in targets:
            target.status = TargetStatus.PUBLISHED
        PostTarget.objects.bulk_update(targets, ["status"])
        moved = [post for post in posts if post.status != PostStatus.SUBMITTED]
        approved = [post for post in moved if post.lane]
        PostRequest.objects.filter(pk__in=[post.pk for post in approved]).update(
            status=PostStatus.APPROVED, lane="approved"
        )
        PostRequest.objects.bulk_update(moved, ["status", "lane", "changed_at"], batch_size=500)


def pages(desk: object) -> dict[str, object]:
    """Each page as whoever opens it most; the bare page beside them, off the same machine."""
    from tests.bench.walks import signed_in

    author, principal = signed_in(desk.author), signed_in(desk.principal)
    return {
        "bare": partial(principal.get, "/bare/rows/"),
        "posts that wait: Principal": partial(principal.get, "/posts/?show=waiting"),
        "all posts: Principal": partial(principal.get, "/posts/?show=all"),
        "published posts: Principal": partial(principal.get, "/posts/?show=all&status=published"),
        "own posts: official user": partial(author.get, "/posts/?show=mine"),
        "all posts: official user": partial(author.get, "/posts/?show=all"),
        "calendar, month: Principal": partial(principal.get, "/posts/calendar/"),
        "calendar, list: official user": partial(author.get, "/posts/calendar/?view=list"),
        "official users and accounts": partial(principal.get, "/posts/official-users/"),
        "figures of a term": partial(principal.get, "/posts/figures/"),
    }


def told(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> int:
    django.setup()
    from django.utils import timezone

    from tests.bench import measuring
    from tests.bench.__main__ import say, vacuum
    from tests.factories.approvals import DeskFactory

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with override_settings(ROOT_URLCONF="tests.bench.urls", ALLOWED_HOSTS=["testserver"]):
        now = timezone.now()
        with transaction.atomic():
            desk = DeskFactory()
            desk.author.official_uses.update(starts_on=now.date(), ends_on=now.date())
            fill(desk, FEW, now)
        few = {name: len(measuring.statements(send)) for name, send in pages(desk).items() if send()}
        say(f"Filling in {POSTS:,} posts ...")
        fill(desk, POSTS, now)
        vacuum()
        requests = pages(desk)
        found = measuring.in_turn(requests, rounds=ROUNDS)
        sql = [one for name, send in requests.items() if name != "bare" for one in measuring.statements(send)]
        scanned = measuring.scans(sql, LARGE)
    more = [name for name, one in found.items() if one.queries > few[name]]
    print_table(found, few)
    for one in scanned:
        told(f"Read from end to end: {one[:600]}\n")
    told(f"More queries than with few: {', '.join(more) or 'none'}.")
    return 1 if more else 0


def print_table(found: dict, few: dict) -> None:
    bare = found["bare"]
    told(f"| request, {POSTS:,} posts | p50 ms | p95 ms | queries | with {FEW} | times bare | target {TARGET:g} |")
    told("|---|---|---|---|---|---|---|")
    for name, one in found.items():
        times = one.p50 / bare.p50
        holds = "" if name == "bare" else "held" if times <= TARGET else "missed"
        told(f"| {name} | {one.p50:.1f} | {one.p95:.1f} | {one.queries} | {few[name]} | {times:.2f} | {holds} |")


if __name__ == "__main__":
    sys.exit(main())
