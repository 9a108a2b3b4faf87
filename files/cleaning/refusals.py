"""Why a file is refused. The parent process turns the word into a sentence for the sender."""

import enum


class Why(enum.StrEnum):
    TOO_MANY_PIXELS = "pixels"
    UNREADABLE = "unreadable"
    ACTIVE = "active"
    ENCRYPTED = "encrypted"
    TOO_LONG = "long"
    TOO_LARGE = "large"


class Refused(Exception):
    """This file cannot be made harmless."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
