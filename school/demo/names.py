"""Invented names, such as a Northern Ireland school register holds today."""

from collections.abc import Iterator
from random import Random


def _names(text: str) -> list[str]:
    """Parted by spaces; a name of two words is written with a bar."""
    return [name.replace("|", " ") for name in text.split()]


GIRLS = _names(
    "Aoife Saoirse Niamh Caoimhe Róisín Éabha Fiadh Gráinne Emily Grace Sophie Lily Isla Evie Charlotte Hannah "
    "Zofia Julia Lena Maja Beatriz Inês Mariana Amina Fatima Priya Ananya Mei Chidinma Adaeze Ruta Elena Ioana Rahel"
)
BOYS = _names(
    "Oisín Cillian Tiernan Ruairí Fionn Odhrán Senan Cathal Jack James Noah Harry Charlie Oliver Matthew Reuben Jakub "
    "Szymon Kacper Łukasz Tiago Rodrigo Gonçalo Yusuf Ibrahim Arjun Rohan Wei Chukwuemeka Tobi Jonas Andrei Samuel Caleb"
)
WOMEN = _names(
    "Siobhán Deirdre Bronagh Orla Máire Gillian Heather Lorraine Alison Karen Agnieszka Katarzyna Magdalena Sofia "
    "Teresa Leila Sunita Ngozi Li Daiva Claire Ruth Joanne Nuala"
)
MEN = _names(
    "Declan Ciarán Eamonn Fergal Séamus Stephen Alastair Trevor Glenn Ian Piotr Marek Tomasz Rui Paulo Hassan Vikram "
    "Emeka Jun Darius Mark Colin Barry Rory"
)
FAMILIES = _names(
    "Devlin Ó|Néill McAleer O'Hagan Magee MacAuley McIlwaine Quigley Mac|Giolla|Bhríde Heaney-Boyd Donnelly Toner "
    "Rafferty McCrory McElhatton Loughran Mallon O'Kane Bradley Kearney Wylie Gilchrist Abernethy Purdy Stevenson "
    "Crothers Haslett Boyd McKee Kilpatrick Millar Nesbitt Agnew Orr Ferris Dickson Gamble Lindsay Moffett Rainey "
    "Kowalczyk Wiśniewska Nowicki Zieliński Wójcik Dąbrowski Łęcki Pawlak Ferreira Nascimento Carvalho Figueiredo "
    "Tavares de|Sousa Okonkwo Adeyemi Balogun Mensah Chaudhry Rahman Siddiqui Nair Varghese Krishnan Zhang Lam "
    "Kazlauskas Petraitis Ionescu Munteanu Haddad Khoury Tesfaye Mulryne Corr McGlade Diver Tierney Gormley"
)


def family_names(random: Random) -> Iterator[str]:
    """Family names without end, each once before any comes again."""
    names = list(FAMILIES)
    while True:
        random.shuffle(names)
        yield from names


class GivenNames:
    """First names, no two alike in one family."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def child(self, taken: set[str]) -> str:
        return self._one(self.random.choice((GIRLS, BOYS)), taken)

    def adults(self, count: int) -> list[str]:
        taken: set[str] = set()
        return [self._one(pool, taken) for pool in self.random.sample((WOMEN, MEN), count)]

    def _one(self, pool: list[str], taken: set[str]) -> str:
        name = self.random.choice([name for name in pool if name not in taken])
        taken.add(name)
        return name
