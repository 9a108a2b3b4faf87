"""The three journeys, each by three ways: with script, without it, and with nothing but the keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.hands import Mouse, named
from tests.browser.portal import PASSWORD

pytestmark = pytest.mark.browser
WAYS = ["script", "no script", "keyboard"]
WORDS = "At break two pupils showed me messages sent to one of them last night. They said: stay away from us."


def record_about_a_pupil(hand: Mouse, way: str) -> str:
    """From home to the receipt; returns the reference."""
    page = hand.page
    hand.follow("A pupil")
    hand.write(page.get_by_label("Which pupil?"), "mc")
    if way == "no script":
        hand.activate(page.get_by_role("button", name="Search").first)
    hand.tick(page.locator("input[name=concerned]").first)
    hand.write(page.get_by_label("What happened?"), WORDS)
    hand.press("Save the report")
    page.wait_for_url("**/receipt/")
    return page.locator("h1").inner_text()


def open_case(hand: Mouse, reference: str) -> None:
    hand.go("/")
    hand.follow("Cases", within=hand.page.get_by_role("navigation", name="Main menu").last)
    hand.follow(reference)
    expect(hand.page.locator("h1")).to_have_text(reference)


def look(hand: Mouse, reference: str) -> None:
    """The Designated Teacher's one press, from home or from the page of everything that waits."""
    hand.go("/waiting/")
    hand.activate(hand.page.get_by_role("button", name=re.compile(f"^Nothing for child protection.*{reference}")))
    expect(hand.page.get_by_role("main")).to_contain_text("The step is ticked.")


def write_down(hand: Mouse, step: str) -> None:
    """A step with a record: its form, with what is filled in already."""
    hand.activate(hand.page.get_by_role("link", name=re.compile(f"^Write it down.*{step}")))
    hand.page.wait_for_url("**/keep/")
    hand.press("Keep it")
    expect(hand.page.get_by_role("main")).to_contain_text("It is on record.")


@pytest.mark.parametrize("way", [pytest.param("script", marks=pytest.mark.smoke), *WAYS[1:]])
def test_a_teacher_records_the_leaders_act_and_the_teacher_sees_it_closed(portal: str, visitor: Visitor, way: str):
    teacher = visitor.hand(portal, "teacher", way)
    reference = record_about_a_pupil(teacher, way)

    principal = visitor.hand(portal, "principal", way)
    principal.go("/inbox/")
    expect(principal.page.get_by_role("link", name="A case is waiting for you.").first).to_be_visible()

    designated_teacher = visitor.hand(portal, "designated.teacher", way)
    look(designated_teacher, reference)

    open_case(principal, reference)
    confirm_kind_and_rules(principal)
    write_down(principal, "Decide whether anything further")
    settle_the_findings(principal)

    open_case(principal, reference)
    take_the_next_step(principal)
    principal.write(principal.page.get_by_label("How did it end?"), "The messages are deleted and both families know.")
    principal.press("Close")
    expect(principal.page.get_by_role("main")).to_contain_text("This case has ended")

    teacher.go("/incidents/mine/")
    teacher.follow(reference)
    main = teacher.page.get_by_role("main")
    expect(main).to_contain_text("Closed")
    expect(main).to_contain_text(WORDS)
    expect(main).not_to_contain_text("both families")


def take_the_next_step(hand: Mouse) -> None:
    """The one thing that the page asks for on top."""
    hand.activate(hand.page.get_by_role("region", name="Next").locator("a.button"))


def confirm_kind_and_rules(hand: Mouse) -> None:
    take_the_next_step(hand)
    hand.tick(hand.page.get_by_role("checkbox", name=re.compile("^7.2")).first)
    hand.press("Confirm")
    expect(hand.page.get_by_role("main")).to_contain_text("Social media on a school computer")


def settle_the_findings(hand: Mouse) -> None:
    settle = hand.page.get_by_role("region", name="Kind and rules").get_by_role("link", name=re.compile("^Settle"))
    for _ in range(settle.count()):
        hand.activate(settle.first)
        hand.page.wait_for_url("**/findings/**")
        hand.tick(hand.page.get_by_role("radio", name="Not found"))
        hand.write(hand.page.get_by_label("On what grounds?"), "Both children and their families say the same.")
        hand.press("Keep the finding")
        hand.page.wait_for_url(re.compile(r"/incidents/[0-9a-f-]+/$"))


@pytest.mark.parametrize("way", WAYS)
def test_an_official_post_is_asked_for_approved_and_published_by_hand(portal: str, visitor: Visitor, way: str):
    words = "The garden club has picked its first pumpkins. Come and see them in the hall on Thursday."
    author = visitor.hand(portal, "official.user", way)
    author.follow("Posts", within=menu(author.page))
    author.follow("Ask for a post")
    author.write(author.page.get_by_label("The post, word for word"), words)
    author.tick(author.page.get_by_role("group", name="Accounts").get_by_role("checkbox").first)
    author.press("Send for approval")
    author.page.wait_for_url(re.compile(r"/posts/[0-9a-f-]+/$"))
    post = author.page.url
    reference = author.page.locator(".kicker").inner_text()

    principal = visitor.hand(portal, "principal", way)
    principal.follow("Posts", within=menu(principal.page))
    principal.press(reference, "link")
    expect(principal.page.get_by_role("main")).to_contain_text(words)
    principal.press("Approve version 1")
    expect(principal.page.get_by_role("main")).to_contain_text("Approved")

    author.go(post)
    author.follow("Publish on")
    assert words in author.page.get_by_label("Exactly as approved").input_value()
    address = f"{author.page.get_by_role('link', name='Open').get_attribute('href')}/posts/pumpkins"
    author.write(author.page.get_by_label("Address of the post"), address)
    author.press("It is published")
    expect(author.page.get_by_role("link", name=address)).to_be_visible()

    stranger = visitor.hand(portal, "assistant", way)
    assert stranger.page.request.get(post).status == 404
    stranger.go(post)
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("We cannot find that page")


def menu(page: Page):
    return page.get_by_role("navigation", name="Main menu").last


@pytest.mark.parametrize("way", WAYS)
def test_the_chair_signs_the_review_and_the_policy_says_when_the_next_is_due(portal: str, visitor: Visitor, way: str):
    teacher = visitor.hand(portal, "teacher", way)
    teacher.follow("Policy", within=menu(teacher.page))
    expect(teacher.page.get_by_role("main")).to_contain_text("Sign-off incomplete")

    chair = visitor.hand(portal, "chair", way)
    chair.activate(chair.page.get_by_role("link", name=re.compile("^Sign")).first)
    chair.page.wait_for_url("**/admin/policy/review/**/sign/")
    chair.press("Sign")
    expect(chair.page).to_have_title(re.compile("^Error: "))
    sign(chair)

    clerk = visitor.hand(portal, "clerk", way)
    clerk.go("/")
    expect(clerk.page.get_by_role("main")).not_to_contain_text("is overdue")

    teacher.go("/policy/")
    main = teacher.page.get_by_role("main")
    expect(main).not_to_contain_text("Sign-off incomplete")
    expect(main).not_to_contain_text("overdue")
    expect(main).to_contain_text(re.compile(r"Next review\s*due \d+ \w+ \d{4}"))


def sign(hand: Mouse) -> None:
    hand.write(hand.page.get_by_label("Your password"), PASSWORD)
    hand.activate(named(hand.page.locator("form"), "button", "Sign").last)
    hand.page.wait_for_url(re.compile(r"/review/[0-9a-f-]+/(change/)?$"))
