"""Turning input into clean values. Who may do what is not asked here."""

from approvals.forms.deciding import (
    Asked,
    CommentForm,
    DecisionForm,
    HoldForm,
    MarkForm,
    PublicationForm,
    TakedownForm,
    asked_when_shown,
)
from approvals.forms.fields import plain
from approvals.forms.posts import AskAgainForm, EditForm, NewPostForm, post_initial
from approvals.forms.registers import (
    AccountForm,
    AcknowledgeForm,
    EndForm,
    FreezeForm,
    OfficialUserForm,
    SuspendForm,
)
from approvals.forms.suggestions import DeclineForm, MorePicturesForm, SuggestionForm

__all__ = [
    "AccountForm",
    "AcknowledgeForm",
    "AskAgainForm",
    "Asked",
    "CommentForm",
    "DecisionForm",
    "DeclineForm",
    "EditForm",
    "EndForm",
    "FreezeForm",
    "HoldForm",
    "MarkForm",
    "MorePicturesForm",
    "NewPostForm",
    "OfficialUserForm",
    "PublicationForm",
    "SuggestionForm",
    "SuspendForm",
    "TakedownForm",
    "asked_when_shown",
    "plain",
    "post_initial",
]
