"""Invented names, such as a Northern Ireland school register holds today."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random


def _names(text: str) -> tuple[str, ...]:
    """Parted by spaces; a name of two words is written with a bar."""
    return tuple(name.replace("|", " ") for name in text.split())


@dataclass(frozen=True)
class Tradition:
    """Names that go together; at home here by now, so some of the children have a local first name."""

    families: tuple[str, ...]
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]


LOCAL = Tradition(
    _names(
        "Devlin Ó|Néill McAleer O'Hagan Magee MacAuley McIlwaine Quigley Mac|Giolla|Bhríde Heaney-Boyd Donnelly Toner "
        "Rafferty McCrory McElhatton Loughran Mallon O'Kane Bradley Kearney Wylie Gilchrist Abernethy Purdy Stevenson "
        "Crothers Haslett Boyd McKee Kilpatrick Millar Nesbitt Agnew Orr Ferris Dickson Gamble Lindsay Moffett Rainey "
        "Mulryne Corr McGlade Diver Tierney Gormley Lavery Hanna Speers Canning McAtamney Ó|Dochartaigh Pinkerton Hill"
    ),
    _names(
        "Aoife Saoirse Niamh Caoimhe Róisín Éabha Fiadh Gráinne Clodagh Emily Grace Sophie Lily Isla Evie Charlotte "
        "Hannah Anna-Rose Erin Molly Zara Poppy"
    ),
    _names(
        "Oisín Cillian Tiernan Ruairí Fionn Odhrán Senan Cathal Jack James Noah Harry Charlie Oliver Matthew Reuben "
        "Caleb Conn Lewis Theo Tom Joshua"
    ),
    _names(
        "Siobhán Deirdre Bronagh Orla Máire Gillian Heather Lorraine Alison Karen Claire Ruth Joanne Nuala Emma Laura "
        "Sinéad Kathryn Shauna Rachel"
    ),
    _names(
        "Declan Ciarán Eamonn Fergal Séamus Stephen Alastair Trevor Glenn Ian Mark Colin Barry Rory David Gareth "
        "Micheál Neil Paul Conor"
    ),
)
POLISH = Tradition(
    _names("Kowalczyk Nowak Wójcik Pawlak Łęcki Zając Wróbel Duda Mazur Krawczyk"),
    _names("Zofia Julia Lena Maja Hanna Oliwia"),
    _names("Jakub Szymon Kacper Łukasz Antoni Filip"),
    _names("Agnieszka Katarzyna Magdalena Joanna Monika"),
    _names("Piotr Marek Tomasz Paweł Grzegorz"),
)
PORTUGUESE = Tradition(
    _names("Ferreira Nascimento Carvalho Figueiredo Tavares de|Sousa Soares"),
    _names("Beatriz Inês Mariana Leonor"),
    _names("Tiago Rodrigo Gonçalo Duarte"),
    _names("Teresa Sofia Carla"),
    _names("Rui Paulo Nuno"),
)
AFRICAN = Tradition(
    _names("Okonkwo Adeyemi Balogun Mensah Tesfaye"),
    _names("Chidinma Adaeze Rahel Ama"),
    _names("Chukwuemeka Tobi Samuel Kofi"),
    _names("Ngozi Folake Abena"),
    _names("Emeka Kwame Dawit"),
)
SOUTH_ASIAN = Tradition(
    _names("Nair Varghese Krishnan Chaudhry Rahman Siddiqui"),
    _names("Priya Ananya Fatima Amina"),
    _names("Arjun Rohan Yusuf Ibrahim"),
    _names("Sunita Leela Nadia"),
    _names("Vikram Thomas Imran"),
)
OTHERS = Tradition(
    _names("Zhang Lam Kazlauskas Petraitis Ionescu Munteanu Haddad Khoury"),
    _names("Mei Ruta Elena Ioana Leila"),
    _names("Wei Jonas Andrei Matis Sami"),
    _names("Li Daiva Cristina Rana"),
    _names("Jun Darius Mihai Nabil"),
)
ABROAD = (POLISH, PORTUGUESE, AFRICAN, SOUTH_ASIAN, OTHERS)


class Register:
    """Families without end: each surname once before any comes again, most of them local."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.surnames = {id(one): self._endless(one.families) for one in (LOCAL, *ABROAD)}

    def _endless(self, names: tuple[str, ...]) -> Iterator[str]:
        while True:
            yield from self.random.sample(names, len(names))

    def family(self) -> tuple[str, Tradition]:
        tradition = self.random.choices((LOCAL, *ABROAD), (60, 12, 7, 6, 8, 7))[0]
        return next(self.surnames[id(tradition)]), tradition

    def child(self, tradition: Tradition, taken: set[str]) -> str:
        own = LOCAL if self.random.random() < 0.2 else tradition
        return self._one(self.random.choice((own.girls, own.boys)), taken)

    def adults(self, tradition: Tradition, count: int) -> list[str]:
        taken: set[str] = set()
        return [self._one(pool, taken) for pool in self.random.sample((tradition.women, tradition.men), count)]

    def _one(self, pool: tuple[str, ...], taken: set[str]) -> str:
        name = self.random.choice([name for name in pool if name not in taken])
        taken.add(name)
        return name
