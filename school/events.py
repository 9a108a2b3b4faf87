"""What this app writes to the record and tells people. No sentence holds a name by itself."""

EVENTS = {
    "school.started": "{actor} set up the school.",
    "school.settings_changed": "{actor} changed the school's settings.",
    "person.added": "{actor} added a person: {about}.",
    "person.changed": "{actor} changed how {about} is called.",
    "account.opened": "{actor} opened an account for {about}.",
    "account.address_changed": "{actor} changed the e-mail address of {about}.",
    "account.ended": "{actor} ended the account of {about}.",
    "account.reopened": "{actor} opened the account of {about} again.",
    "staff.joined": "{actor} entered staff work: {about}.",
    "staff.left": "{actor} ended staff work: {about}.",
    "office.appointed": "{actor} appointed somebody: {about}.",
    "office.confirmed": "{actor} confirmed an appointment: {about}.",
    "office.ended": "{actor} ended an appointment: {about}.",
    "pupil.joined": "{actor} entered a pupil: {about}.",
    "pupil.left": "{actor} recorded that a pupil left: {about}.",
    "family.linked": "{actor} linked an adult to a pupil: {about}.",
    "family.unlinked": "{actor} ended a family link: {about}.",
}

NOTICES = {
    "office.appointed": "Somebody was appointed to an office of the school.",
    "office.confirm": "An appointment waits for your confirmation.",
    "account.opened": "An account on the school's portal was opened for you. Choose your password on the sign-in page.",
    "account.changed": "An account of somebody who reads cases was changed.",
}
