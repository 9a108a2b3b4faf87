"""What this app writes to the record and tells people. No sentence holds a name by itself."""

EVENTS = {
    "school.started": "{actor} set up the school.",
    "school.settings_changed": "{actor} changed the school's settings.",
    "school.target_changed": "{actor} changed the school's target {target} from {before} to {after}.",
    "school.closure_added": "{actor} entered days on which the school is closed, {first} to {last}.",
    "school.closure_removed": "{actor} took days off the list of closures, {first} to {last}.",
    "person.added": "{actor} added a person: {about}.",
    "person.changed": "{actor} changed how {about} is called.",
    "account.opened": "{actor} opened an account for {about}.",
    "account.address_changed": "{actor} changed the e-mail address of {about}.",
    "account.address_asked": "{actor} asked for another e-mail address for {about}.",
    "account.address_withdrawn": "{actor} took back a change of the e-mail address of {about}.",
    "account.password_chosen": "{actor} chose a password (the first one: {first}).",
    "account.ended": "{actor} ended the account of {about}.",
    "account.reopened": "{actor} opened the account of {about} again.",
    "staff.joined": "{actor} entered staff work: {about}.",
    "staff.left": "{actor} ended staff work: {about}.",
    "office.appointed": "{actor} appointed somebody: {about}.",
    "office.confirmed": "{actor} confirmed an appointment: {about}.",
    "office.ended": "{actor} ended an appointment: {about}.",
    "pupil.joined": "{actor} entered a pupil: {about}.",
    "pupil.changed": "{actor} changed the class or birth date of a pupil: {about}.",
    "class.added": "{actor} added a class: {about}.",
    "class.teacher_assigned": "{actor} entered who teaches a class: {about}.",
    "class.teacher_ended": "{actor} ended somebody's teaching of a class: {about}.",
    "pupil.left": "{actor} recorded that a pupil left: {about}.",
    "family.linked": "{actor} linked an adult to a pupil: {about}.",
    "family.unlinked": "{actor} ended a family link: {about}.",
    "consent.recorded": "{actor} entered what a family answered about photographs ({answers} answers): {about}.",
    "consent.withdrawn": "{actor} entered that a family withdrew what it allowed ({answers} answers): {about}.",
    "consent.brought_in": "{actor} entered the answers of families from a file ({answers} answers).",
    "flag.set": "{actor} protected a child from being shown.",
    "flag.lifted": "{actor} lifted the protection of a child from being shown.",
    "flag.read": "{actor} read why a child is protected from being shown.",
    "declaration.made": "{actor} declared something: {kind}.",
    "declaration.renewed": "{actor} renewed a declaration: {kind}.",
    "declaration.ended": "{actor} ended a declaration: {kind}.",
    "declaration.noted": "{actor} noted that they know of a declaration: {kind}.",
}

NOTICES = {
    "office.appointed": "An appointment to an office of the school was made or ended.",
    "office.acting": "You act in an office of the school now.",
    "office.confirm": "An appointment waits for your confirmation.",
    "account.confirm": "A change of an account waits for your confirmation.",
    "declaration.note": "Somebody declared something that you are to note.",
}
# About the reader's own way in, so never gathered with anything else.
OWN_ACCOUNT = {
    "account.opened": "Your account on the school's portal is open. Open the sign-in page and ask for a password link: you choose your own password.",
    "account.address_asked": "Somebody asked for another e-mail address for your account. If you did not expect it, tell the Principal or the Chair.",
    # This one goes to the mailbox the account had before.
    "account.address_gone": "Your account on the school's portal has another e-mail address now. If you did not expect it, tell the Principal or the Chair.",
    # This one also goes to somebody whose account was ended.
    "account.changed": "Your account, or the account of somebody who reads cases, was changed. If you did not expect it, ask the Principal or the Chair.",
}
