"""What happened in the demo's school year. Invented people, our own words; the days are counted back from today."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# How far a story goes.
REPORTED, LOOKED_AT, CONFIRMED, HALF_DONE, SETTLED, CLOSED, ERROR, AGAIN = range(8)


@dataclass(frozen=True)
class Story:
    """One report and what became of it.

    People are written as "p6.3" (the third pupil of P6), "parent.p5.2" (that pupil's parent), a demo
    account such as "supply", or in the reporter's words when they begin with a capital.
    """

    days_ago: int
    concerns: str
    by: str
    words: str
    concerned: tuple[str, ...] = ("Not known",)
    affected: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    until: int = REPORTED
    lead: str = "principal"
    finding: str = "found"
    outcome: str = "Spoken with everybody concerned; nothing further is needed."
    review: bool = False
    at_risk: bool = False
    about: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    entries: tuple[tuple[str, str], ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()  # who notes it, and what of incidents.demo.evidence
    additions: tuple[str, ...] = field(default=())
    # Beside the three answers: the service by its name, whom the reporter told and how, who spoke (kind, who, words),
    # the role of those affected, and columns of the circumstances as they stand.
    service: str = ""
    told: tuple[tuple[str, str], ...] = ()
    spoke: tuple[str, str, str] = ()
    role: str = ""
    more: Mapping[str, object] = field(default_factory=dict)
    is_child_protection: bool = False
    is_taken: bool = False  # by the Vice-Principal, who leads it then
    severity: tuple[str, ...] = ()  # how serious, and why
    claim: str = ""  # what the person concerned says was a disclosure in the public interest
    supervised_by: tuple[str, ...] = ()  # who sees the restriction that follows
    split_off: tuple[str, ...] = ()  # somebody new, and what their case is about


STORIES = (
    Story(
        75, "pupil", "teacher", "She told the class that she has her own video account and 200 followers.",
        ("p6.2",), rules=("7.0a",), until=CLOSED, review=True,
        entries=(("principal", "Her mother did not know of the account and is closing it with her tonight."),),
        outcome="Account closed by the family. An assembly on age limits is planned for P6 and P7.",
        service="TikTok", more={"place": "premises", "images": "no"},
    ),
    Story(
        70, "parent", "assistant", "Photographs from the harvest service are on a public page, with other children in them.",
        ("parent.p3.1",), ("p3.4", "p3.5"), rules=("8.1",), until=CLOSED,
        outcome="Taken down the same evening, with an apology. The family had meant them for grandparents.",
        service="Facebook", role="shown", more={"place": "premises", "images": "yes", "address": "a page of the village fair"},
    ),
    Story(
        66, "staff", "teacher", "A profile names the school as the workplace next to holiday pictures.",
        ("volunteer",), rules=("9.15",), until=CLOSED, finding="as_written_no_fault",
        outcome="Removed the line at once; had not known. No further action.",
    ),
    Story(
        14, "pupil", "supply", "Two of them used another pupil’s log-in and a web address that goes round the filter.",
        ("p7.1", "p7.5"), rules=("7.3",), until=SETTLED, named=(("ict", "helper"),),
        severity=("moderate", "Planned, with a log-in that was not theirs; nothing unsuitable was reached."),
        supervised_by=("teacher", "assistant"),
        entries=(("ict", "The address is blocked now and the borrowed password was changed."),),
        more={"place": "premises", "on_school_equipment": True, "on_school_network": True},
    ),
    Story(
        57, "outsider", "official.user", "An account with our crest posts jokes in the school’s name.",
        ("An account called “SchoolLols”",), kinds=("third_party",), until=CLOSED,
        outcome="The service removed the account after our report.",
        service="Instagram", more={"address": "@schoollols", "images": "not_known"},
    ),
    Story(
        9, "pupil", "assistant", "A child is left out of the group chat and laughed at in it, every evening.",
        ("p7.3", "p7.4"), ("p7.6",), rules=("7.4a",), until=HALF_DONE,
        entries=(
            ("vice.principal", "I spoke with all three classes’ parents’ contacts. The chat was closed by its owner."),
            ("designated.teacher", "He is sleeping badly. His parents and I agreed on a check-in each morning."),
        ),
        evidence=(("vice.principal", "chat"),),
        additions=("His older sister showed me that it went on at the weekend.",),
        severity=("serious", "Every evening for weeks, and he is sleeping badly."),
        service="WhatsApp", role="spoken_of", more={"place": "affecting", "on_own_device": True},
        told=(("class_teacher", "in_person"),),
        spoke=("pupil", "p7.6", "They made a new group without me and then they send pictures of it into the old one."),
    ),
    Story(
        12, "parent", "teacher", "A post says that we lie about attendance, and names a teacher.",
        ("parent.p4.2",), ("assistant",), rules=("8.4",), until=HALF_DONE,
        severity=("moderate", "It names a colleague, and is untrue."),
        evidence=(("principal", "post"), ("principal", "letter")),
    ),
    Story(
        44, "pupil", "student", "The same thing that my class teacher wrote down already this morning.",
        ("p6.2",), until=ERROR, outcome="Told twice: see the report of the class teacher.",
    ),
    Story(
        8, "staff", "assistant", "A supply teacher accepted a friend request from a former pupil who is fifteen.",
        ("supply",), rules=("9.1",), until=CONFIRMED, named=(("vice.principal", "lead"),),
        service="Snapchat", more={"past_pupil_initials": "K. R.", "past_pupil_left": 2023},
    ),
    Story(
        20, "parent", "teacher", "The trip’s meeting point and time were posted on an open page the evening before.",
        ("parent.p2.3",), rules=("8.2a",), until=AGAIN,
        outcome="Taken down after a telephone call.",
    ),
    Story(
        33, "pupil", "teacher", "Two pupils asked a teaching assistant to follow them back.",
        ("p5.4", "p5.5"), rules=("7.1a",), until=CLOSED,
        outcome="Both families told. Explained in class why staff say no.",
        service="TikTok", told=(("principal", "in_person"),), more={"place": "premises"},
    ),
    Story(
        7, "staff", "governor", "The Vice-Principal answered an angry comment from a private account.",
        ("vice.principal",), rules=("9.6b",), until=CONFIRMED,
    ),
    Story(
        10, "staff", "teacher", "At the summer fair the Principal posted about a family’s fees: the Quillfeather family is upset.",
        ("principal",), rules=("9.9a",), until=HALF_DONE, lead="chair",
        entries=(("chair", "I met the family. They want the post gone and an apology, no more."),),
    ),
    Story(
        4, "pupil", "supply", "A game’s chat was open on a classroom computer at wet break.",
        ("p4.1", "p4.3"), rules=("7.2",), until=CONFIRMED, severity=("minor", ""),
    ),
    Story(
        19, "parent", "governor", "A complaint about the uniform is on a community page, with fifty comments.",
        ("parent.p1.1",), rules=("8.3",), until=CLOSED,
        outcome="The parent used the complaints procedure instead and took the post down.",
    ),
    Story(
        9, "staff", "vice.principal", "A governor gave an opinion on a staffing matter in a public group.",
        ("designated.governor",), rules=("9.9a",), until=CONFIRMED, lead="chair",
        claim="I wrote it because nobody answered my two letters about the locked fire door. That is for the public to know.",
    ),
    Story(
        13, "outsider", "teacher", "Somebody unknown writes to pupils who post about football.",
        ("An account called “CoachK”",), ("p7.8",), kinds=("third_party",), until=LOOKED_AT, at_risk=True,
        is_child_protection=True,
        entries=(("designated.teacher", "Gateway and the police have the account’s name. His parents know."),),
    ),
    Story(
        10, "staff", "designated.governor", "The Chair shared a newspaper’s piece about our staff with a remark of his own.",
        ("chair",), until=REPORTED, lead="vice.chair",
    ),
    Story(
        8, "pupil", "volunteer", "A P5 child said a grown-up she does not know sends her hearts in a game.",
        ("p5.7",), kinds=("improper_contact",), until=LOOKED_AT, at_risk=True,
        service="Roblox", told=(("designated_teacher", "telephone"), ("principal", "in_person")),
        spoke=("pupil", "p5.7", "She sends me hearts every day and wants to know where I live. I did not tell her."),
    ),
    Story(
        6, "staff", "assistant", "The Designated Teacher’s phone rang in circle time, twice, and was answered.",
        ("designated.teacher",), rules=("9.10",), until=REPORTED,
    ),
    Story(
        5, "parent", "teacher", "Nativity rehearsal: a video of the whole stage, with names, on a parent’s page.",
        ("parent.p1.3",), ("p1.2", "p1.4"), rules=("8.1",), until=REPORTED, is_taken=True,
    ),
    Story(
        16, "pupil", "assistant", "She asked the volunteer of the reading hour to follow her, and says that he did.",
        ("p6.2",), rules=("7.1a",), until=HALF_DONE,
        split_off=("volunteer", "He is said to have accepted a pupil’s request to follow her account."),
    ),
    Story(
        3, "pupil", "teacher", "He showed me his new account himself and asked whether it is allowed.",
        ("p6.5",), rules=("7.0a",), until=LOOKED_AT,
        service="YouTube",
    ),
    Story(
        2, "staff", "teacher", "A post in the school’s name about the boiler, by somebody who is not an official user.",
        ("assistant",), rules=("6.2a",), until=CONFIRMED, named=(("slt", "helper"),),
    ),
    Story(
        1, "outsider", "student", "A local page took the choir’s picture from our own page and changed the words.",
        ("A local news page",), until=REPORTED,
        more={"images": "yes", "service_words": "A local news page"},
        spoke=("parent", "Not known", "You have a right to know that your picture is on there with other words."),
    ),
    Story(
        0, "pupil", "supply", "A message in a chat says he does not want to come to school any more.",
        ("p7.9",), until=REPORTED, at_risk=True,
    ),
    Story(
        5, "staff", "volunteer", "I put a picture of the sports hall on my page before I had read the rules. It is off again.",
        ("volunteer",), rules=("9.9a",), until=CONFIRMED, service="Instagram",
        told=(("principal", "in_person"),), more={"is_about_reporter": True, "images": "no"},
    ),
    Story(
        4, "pupil", "assistant", "A pupil sent me a friend request last night. I left it unanswered.",
        ("p6.8",), rules=("7.1a",), until=REPORTED, service="Instagram",
        told=(("principal", "in_person"), ("class_teacher", "in_person")),
    ),
)  # fmt: skip
