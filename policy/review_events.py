"""What a review writes to the record and tells people. No sentence holds a name by itself."""

EVENTS = {
    "review.opened": "{actor} opened a review ({reason}): {about}.",
    "review.text_chosen": "{actor} chose the text that goes before the board: {about}.",
    "review.staff_reviewed": "{actor} recorded a staff review of {held_on} ({took_part} took part): {about}.",
    "review.decided": "{actor} recorded the board's decision of {met_on} ({decision}): {about}.",
    "review.signed": "{actor} signed ({line}): {about}.",
    "review.minuted": "{actor} recorded the minute reference: {about}.",
    "review.returned": "{actor} recorded that a review came back ({kind}): {about}.",
    "review.history_recorded": "{actor} recorded what a document says of its own past: {about}.",
}

NOTICES = {
    "review.opened": "A review of a policy was opened.",
    "review.sign": "A policy waits for your signature.",
    "review.completed": "A policy was signed off by both signatories.",
    "review.returned": "A review of a policy came back.",
    "review.due": "A policy is due for its review.",
}
