"""What people do about official posts. Each verb is one transaction: all of it happens, or none.

Inside: lock, fresh standing, permission, move, notices, and the record last.
"""

from approvals.actions.accounts import WHO_GETS_IN, add_account, change_account, set_account_enabled
from approvals.actions.activities import (
    Asked,
    ask_for_activity,
    call_off_activity,
    change_activity,
    complete_activity,
    decide_on_activity,
    resume_activity,
    suspend_activity,
)
from approvals.actions.again import ask_again, copy_post, settle_rest
from approvals.actions.authorising import authorise_own, review_own
from approvals.actions.commenting import comment, mark_other_policy
from approvals.actions.deciding import AS_ASKED, Narrowing, decide
from approvals.actions.expiring import expire_lapsed
from approvals.actions.feeds import end_calendar_address, make_calendar_address
from approvals.actions.holding import end_freeze, freeze, put_on_hold, release
from approvals.actions.keeping_up import keep_up
from approvals.actions.officials import (
    acknowledge_official_user,
    decline_official_use,
    end_official_user,
    name_official_user,
    resume_official_user,
    suspend_official_user,
)
from approvals.actions.passing import Passed, add_passed_pictures, discard_passed_picture, look_at_passed
from approvals.actions.picturing import (
    About,
    add_pictures,
    describe_picture,
    move_picture,
    remove_picture,
    set_return,
)
from approvals.actions.proving import keep_screenshot
from approvals.actions.publishing import check_publication, record_publication
from approvals.actions.standing_in import appoint_stand_in
from approvals.actions.suggesting import decline_suggestion, suggest, use_suggestion
from approvals.actions.taking_down import take_down
from approvals.actions.templates import decide_template, end_template, use_template, write_template
from approvals.actions.terms import (
    acknowledge_again,
    change_official_user,
    end_what_is_over,
    expire_entries,
    renew_official_user,
)
from approvals.actions.warning import warn_of_lapses
from approvals.actions.writing import (
    draft_post,
    edit_post,
    recall_post,
    restore_version,
    submit_post,
    withdraw_post,
)

__all__ = [
    "AS_ASKED",
    "WHO_GETS_IN",
    "About",
    "Asked",
    "Narrowing",
    "Passed",
    "acknowledge_again",
    "acknowledge_official_user",
    "add_account",
    "add_passed_pictures",
    "add_pictures",
    "appoint_stand_in",
    "ask_again",
    "ask_for_activity",
    "authorise_own",
    "call_off_activity",
    "change_account",
    "change_activity",
    "change_official_user",
    "check_publication",
    "comment",
    "complete_activity",
    "copy_post",
    "decide",
    "decide_on_activity",
    "decide_template",
    "decline_official_use",
    "decline_suggestion",
    "describe_picture",
    "discard_passed_picture",
    "draft_post",
    "edit_post",
    "end_calendar_address",
    "end_freeze",
    "end_official_user",
    "end_template",
    "end_what_is_over",
    "expire_entries",
    "expire_lapsed",
    "freeze",
    "keep_screenshot",
    "keep_up",
    "look_at_passed",
    "make_calendar_address",
    "mark_other_policy",
    "move_picture",
    "name_official_user",
    "put_on_hold",
    "recall_post",
    "record_publication",
    "release",
    "remove_picture",
    "renew_official_user",
    "restore_version",
    "resume_activity",
    "resume_official_user",
    "review_own",
    "set_account_enabled",
    "set_return",
    "settle_rest",
    "submit_post",
    "suggest",
    "suspend_activity",
    "suspend_official_user",
    "take_down",
    "use_suggestion",
    "use_template",
    "warn_of_lapses",
    "withdraw_post",
    "write_template",
]
