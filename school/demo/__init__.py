"""A primary school with its nursery, two years into using the portal. Everybody is invented.

`build(world, now)` leaves in the world:
    people                 the demo accounts by the part they play: world.people["vice.principal"]
    world["staff"]         everybody who works there, as Person
    world["governors"]     the Board, as Person
    world["classes"]       by stage: world["classes"]["p6"]
    world["pupils"]        by stage, as Pupil: world["pupils"]["p6"][0]
    world["former_pupils"] who left last summer
    world["parents"]       by pupil id, as Person: world["parents"][pupil.pk][0]

The school year before last another Principal was clerk to the Board as well, and one person was Vice-Principal and
Designated Teacher; both ended. Nothing here writes a row but through the actions that people use.
"""

from school.demo.building import build, parts_played

__all__ = ["build", "parts_played"]
