"""Turning input into clean values. Who may do what is not asked here."""

from approvals.forms.deciding import (
    CommentForm,
    DecisionForm,
    HoldForm,
    MarkForm,
    PublicationForm,
    TakedownForm,
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
    "plain",
    "post_initial",
]
