"""Who plays which part: the accounts that are printed, and the rest of the staff and the Board."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A demo account: its address is the role at school.example."""

    role: str
    given_name: str
    family_name: str
    what: str
    kind: str = ""
    post: str = ""
    office: str = ""
    organisation: str = ""

    @property
    def email(self) -> str:
        return f"{self.role}@school.example"


FORMER_PRINCIPAL = Part(
    "principal.secretary",
    "Desmond",
    "Kilpatrick",
    "Principal and clerk until last summer but one",
    "volunteer",
    "Reading helper",
)
CHAIR = Part("chair", "Maeve", "Loughran", "Chair of the Board of Governors", office="chair")
VICE_CHAIR = Part("vice.chair", "Norman", "Abernethy", "Vice-Chair of the Board", office="vice_chair")
SYSADMIN = Part("sysadmin", "Darius", "Petraitis", "System administrator: accounts, no cases", office="administrator")
FORMER_VP = Part(
    "vp.dt", "Gráinne", "McElhatton", "Vice-Principal and Designated Teacher until then", "teacher", "P3 teacher"
)

PRINCIPAL = Part("principal", "Bronagh", "Devlin", "Principal", "teacher", "Principal", "principal")
VICE_PRINCIPAL = Part(
    "vice.principal", "Stephen", "Nesbitt", "Vice-Principal", "teacher", "Vice-Principal", "vice_principal"
)
DESIGNATED_TEACHER = Part(
    "designated.teacher", "Orla", "Mallon", "Designated Teacher", "teacher", "P5 teacher", "designated_teacher"
)
CLERK = Part("clerk", "Fatima", "Siddiqui", "Clerk to the Board", office="clerk")
STAFF = (
    Part("teacher", "Niamh", "O'Hagan", "Class teacher of P6", "teacher", "P6 teacher"),
    Part("assistant", "Agnieszka", "Kowalczyk", "Classroom assistant", "support", "Classroom assistant"),
    Part("supply", "Rory", "Gamble", "Supply teacher", "supply", "Supply teacher", organisation="A supply register"),
    Part("volunteer", "Teresa", "Ferreira", "Volunteer", "volunteer", "Gardening club"),
    Part(
        "student",
        "Caleb",
        "Mensah",
        "Student on teaching practice",
        "teaching_practice",
        "P4",
        organisation="A college of education",
    ),
    Part("official.user", "Łukasz", "Nowicki", "May post for the school", "teacher", "P7 teacher"),
    Part(
        "deputy.dt",
        "Heather",
        "Wylie",
        "Deputy Designated Teacher",
        "teacher",
        "P2 teacher",
        "deputy_designated_teacher",
    ),
    Part("ict", "Vikram", "Nair", "ICT co-ordinator", "teacher", "P4 teacher", "ict_coordinator"),
    Part("slt", "Caoimhe", "McAleer", "Senior leadership team", "teacher", "P1 teacher", "slt"),
    Part(
        "teacher.parent.governor",
        "Séamus",
        "Ó Néill",
        "Teacher, parent and governor",
        "teacher",
        "Nursery teacher",
        "governor",
    ),
)
OUTSIDE = (
    Part("governor", "Paulo", "Carvalho", "Governor", office="governor"),
    Part("designated.governor", "Gillian", "Heaney-Boyd", "Designated Governor", office="designated_governor"),
    CLERK,
    Part("dpo", "Colin", "Haslett", "Data protection officer", office="dpo"),
)
PARTS = (
    PRINCIPAL,
    VICE_PRINCIPAL,
    *STAFF[:6],
    DESIGNATED_TEACHER,
    *STAFF[6:9],
    *OUTSIDE[:2],
    CHAIR,
    VICE_CHAIR,
    *OUTSIDE[2:],
    SYSADMIN,
    STAFF[9],
    FORMER_VP,
    FORMER_PRINCIPAL,
)

# Without accounts: given name, family name, kind, post.
OTHER_STAFF = (
    ("Deirdre", "Toner", "teacher", "Learning support teacher"),
    ("Alastair", "Crothers", "teacher", "P3 teacher, job share"),
    ("Magdalena", "Wójcik", "support", "Nursery assistant"),
    ("Nuala", "Gormley", "support", "Classroom assistant"),
    ("Trevor", "Millar", "support", "Building supervisor"),
    ("Lorraine", "Purdy", "support", "School secretary"),
    ("Sunita", "Varghese", "support", "Classroom assistant"),
    ("Joanne", "Rainey", "support", "Catering supervisor"),
    ("Ngozi", "Adeyemi", "support", "Classroom assistant"),
    ("Barry", "Corr", "support", "Sports coach"),
    ("Máire", "Quigley", "support", "Lunchtime supervisor"),
    ("Ruth", "Ferris", "support", "Lunchtime supervisor"),
    ("Tomasz", "Zieliński", "support", "Classroom assistant"),
    ("Claire", "Diver", "teacher", "Music teacher"),
    ("Eamonn", "Rafferty", "supply", "Supply teacher"),
    ("Leila", "Haddad", "volunteer", "Reading helper"),
    ("Glenn", "Moffett", "work_experience", "Nursery"),
    ("Daiva", "Kazlauskas", "support", "Bilingual assistant"),
)
OTHER_GOVERNORS = (
    ("Fergal", "McGlade"),
    ("Karen", "Stevenson"),
    ("Emeka", "Okonkwo"),
    ("Alison", "Gilchrist"),
    ("Ciarán", "Tierney"),
)
CLASSES = (
    ("nursery", "Nursery Acorn", 26, "teacher.parent.governor"),
    ("p1", "P1 Ash", 26, "slt"),
    ("p2", "P2 Beech", 26, "deputy.dt"),
    ("p3", "P3 Birch", 26, "vp.dt"),
    ("p4", "P4 Hazel", 26, "ict"),
    ("p5", "P5 Holly", 27, "designated.teacher"),
    ("p6", "P6 Rowan", 26, "teacher"),
    ("p7", "P7 Willow", 27, "official.user"),
)
