"""What the registers put before people: who acknowledges again, who lapses, who leaves, and who is to act."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from approvals.acknowledging import owed_of
from approvals.lapsing import Lapse, lapsing_accounts, late_decisions, short_of_approvers
from approvals.leaving import leavers
from approvals.permissions import obstacle_to_appointing_stand_in, obstacle_to_keeping_registers
from notices.register import MOST_WAITING, Item, Told
from school.offices import holder_ids
from school.standing import Standing, standing_of


def waiting(standing: Standing, now: datetime) -> list[Item]:
    """Four queries for everybody; a dozen for the two offices and the Chair."""
    found = _again(standing)
    if not obstacle_to_keeping_registers(standing):
        found += [*_lapses(standing), *_leavers(standing)]
    if standing.holds("chair", "principal"):
        found += _approvers(standing)
    return found


def _again(standing: Standing) -> list[Item]:
    found = owed_of(standing.person_id, standing.today)
    if found is None:
        return []
    entry, owed = found
    url = reverse("approvals:acknowledge_again", args=[entry.pk])
    late = owed.is_overdue(standing.today)
    return [
        Item(
            "Say again that you keep to the policy when you post for the school",
            url,
            owed.due,
            "official_user",
            why="You publish nothing until then." if late else "Once a year, and whenever the policy is another.",
            press_url=f"{url}?{urlencode({'version': owed.version.pk})}",
            press_label="I have read it and keep to it",
            set_by="the school's own target",
            is_urgent=late,
        )
    ]


def _lapses(standing: Standing) -> list[Item]:
    """For the Principal; of the Principal's own entry for the Vice-Principal, since nobody renews their own."""
    found = []
    principals = holder_ids("principal", on=standing.today)
    for lapse in lapsing_accounts(standing.today)[:MOST_WAITING]:
        person_id = lapse.entry.person_id if lapse.entry else None
        others = principals - {person_id}
        if person_id != standing.person_id and (standing.person_id in others or not others):
            found.append(_lapse(lapse))
    return found


def _lapse(lapse: Lapse) -> Item:
    if lapse.entry is None:
        return Item(
            f"Name an official user for {lapse.names}",
            reverse("approvals:name_official_user"),
            None,
            "official_user",
            why="Nobody may post there. Switch the account off if it is not used.",
            button="Name somebody",
        )
    return Item(
        f"{lapse.entry.person} is the last official user of {lapse.names}",
        reverse("approvals:official_user", args=[lapse.entry.pk]),
        lapse.last,
        "official_user",
        why="After the last day nobody may post there.",
        press_url=reverse("approvals:renew", args=[lapse.entry.pk]),
        press_label="Renew for twelve months",
    )


def _leavers(standing: Standing) -> list[Item]:
    return [
        Item(
            f"Settle what {person} would leave behind",
            reverse("approvals:leaver", args=[person.pk]),
            None,
            "official_user",
            why="They are not here in thirty days, and accounts or posts are still theirs.",
            button="See the list",
        )
        for person in leavers(standing.today)[:MOST_WAITING]
        if person.pk != standing.person_id
    ]


def _approvers(standing: Standing) -> list[Item]:
    """The Chair appoints; the Principal sees that the Chair knows."""
    short, late = short_of_approvers(standing.today), late_decisions(standing.today)
    appoints = not obstacle_to_appointing_stand_in(standing)
    where = reverse("approvals:stand_in" if appoints else "approvals:posts")
    if short is not None:
        people = "nobody" if not short.people else "only one person"
        now = short.since <= standing.today
        return [
            Item(
                f"{people.capitalize()} {'may' if now else 'will'} approve posts",
                where,
                None if now else short.since,
                "appointment",
                why="Two are needed, since nobody approves their own words. The Chair appoints somebody to act.",
                button="Appoint somebody" if appoints else "See the posts",
            )
        ]
    if late and appoints:
        return [
            Item(
                "Posts wait for a decision past their day",
                where,
                None,
                "appointment",
                why="If an approver is away, appoint somebody to act.",
                button="Appoint somebody",
            )
        ]
    return []


def still_lapses(told: Told, now: datetime) -> bool:
    rows = lapsing_accounts(standing_of(told.person_id, now).today)
    return any(one.entry is not None and one.entry.pk == told.about_id for one in rows)


STILL = {"official.lapses": still_lapses}
