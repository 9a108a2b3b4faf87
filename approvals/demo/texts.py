"""What a primary school posts about. Events are invented; no pupil is named."""

# What it is, when or where, and what people should know.
EVENTS = (
    ("Sports day", "on the upper pitch at 10 o'clock", "Please bring a hat and a bottle of water."),
    (
        "The harvest service",
        "in the assembly hall at 9.30",
        "Families are welcome. Tins for the food bank go by the door.",
    ),
    ("The Nursery open morning", "from 9.30 to 11.30", "Come and see the garden room. There is no need to book."),
    ("The book fair", "in the library all week", "Every pound spent gives our library a new book."),
    ("Maths week", "in every class", "Ask at home how many triangles there are on your street."),
    ("The P7 concert", "in the hall at 7 o'clock", "Doors open at half past six."),
    ("Walk to school week", "from Monday to Friday", "Wear something bright and leave ten minutes earlier."),
    ("The winter fair", "in the hall from 2 to 5", "There are stalls, a raffle and hot soup."),
    ("The chess club", "on Tuesdays after school", "Beginners from P5 to P7 are welcome."),
    ("The garden club", "on Thursdays at 3 o'clock", "Old clothes, please: we are planting bulbs."),
    ("The parents' evening", "in the classrooms from 4 to 8", "Times were sent home in school bags."),
    ("Science week", "with a visit of the planetarium", "The dome goes up in the hall on Wednesday."),
    ("World book day", "with a parade at 9.15", "A paper hat is costume enough."),
    ("The swimming gala", "in the leisure centre at 1 o'clock", "P6 and P7 swim; everybody cheers."),
    ("The coffee morning", "in the family room at 10 o'clock", "Come for a chat; toddlers are welcome."),
    ("The school choir", "at the community centre on Saturday", "Singers meet at the side door at half past one."),
    ("The quiz night", "in the hall at half past seven", "Teams of four. Proceeds go to the playground."),
    ("Anti-bullying week", "in every class", "Our theme this year is kind words."),
    ("The reading marathon", "in the library on Friday", "Ten minutes with a book counts as a lap."),
    ("The lost property table", "in the hall on Monday", "Everything unclaimed goes to the charity shop."),
    ("The uniform swap", "in the family room after school", "Bring what is outgrown, take what fits."),
    ("The P1 welcome picnic", "on the lower field at noon", "Blankets welcome, rain or shine."),
)

WAYS = (
    "{what} is {when}. {more}",
    "A reminder: {what} is {when}. {more}",
    "Thank you to everybody who helped with {what}. {more}",
    "We look forward to {what}, {when}. {more}",
)

CHANGES = (
    "Please give the time as well as the day.",
    "Could you say where it is? New families do not know our building.",
    "Please leave out the surname of the visitor.",
    "Nice. Please make it shorter, so that it reads well on a phone.",
    "The date has moved to the week after. Please check with the office.",
)

REJECTIONS = (
    "We posted the same last week.",
    "This concerns one family only; the office will write to them.",
    "The event is cancelled, so there is nothing to announce.",
    "This is an advertisement for a company. We do not post those.",
)

PASSED_ON = (
    ("P6 planted forty oak saplings by the back gate with the parks team.", "Tree planting"),
    ("The kitchen has won a prize for its soup. Perhaps worth a line?", ""),
    ("Our visitor from the library read to all the P2 children on Monday.", "Library visit"),
    ("The new bike shelter is up. Twenty bikes fit in it.", ""),
    ("The after-school football club drew its last match of the season.", "Football"),
    ("There is a lovely display about rivers in the P4 corridor.", ""),
    ("The Nursery has hatched six ducklings.", "Ducklings"),
    ("The winter coats rail is open again; families can take what they need.", ""),
)


def text(n: int) -> str:
    """The n-th post; different for every n up to a year's worth."""
    what, when, more = EVENTS[n % len(EVENTS)]
    way = WAYS[(n + n // len(EVENTS)) % len(WAYS)]
    inside = what[0].lower() + what[1:] if what.startswith("The ") else what
    return way.format(what=what if way.startswith("{what}") else inside, when=when, more=more)
