"""What the school decides for itself."""

from typing import Any

from django import forms

from school.actions.setting_up import SETTINGS
from school.forms.fields import Day, check_order
from school.models import Office, School, Target

SIGNS = (Office.PRINCIPAL, Office.VICE_PRINCIPAL, Office.VICE_CHAIR, Office.CLERK)
MOST = 366


class SchoolForm(forms.ModelForm[School]):
    complaints_url = forms.URLField(
        label="Complaints page", required=False, assume_scheme="https", help_text="Where parents read how to complain."
    )

    class Meta:
        model = School
        fields = SETTINGS
        help_texts = {
            "voting_members": "Members of the Board who may vote, without vacancies.",
            "quorum": "As your Scheme of Management says. It is asked at the first meeting; until then leave it empty.",
            "dt_phone": "Shown at once to anybody who says that a child may be at risk.",
            "gateway_phone": "Children's services of your Health and Social Care Trust.",
            "self_authorised_lane": "Only when the other is away or it cannot wait; never with pictures or pupils.",
            "mail_from": "On school days. Before it, and after the last hour, only what is urgent is sent.",
            "digest_at": "What can wait goes to each person in one e-mail a school day.",
            "mail_until": "What comes in later counts from the next school day.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second_signatory"] = forms.ChoiceField(
            label="Who signs the policy beside the Chair", choices=[(one, one.label) for one in SIGNS]
        )
        for name in ("dt_phone", "ddt_phone", "gateway_phone", "police_phone"):
            self.fields[name].widget.input_type = "tel"
        for name in ("mail_from", "digest_at", "mail_until"):
            self.fields[name].widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class TargetsForm(forms.Form):
    """One number for each of the school's own time limits."""

    def __init__(self, *args: Any, targets: list[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for target in targets:
            self.fields[target.code] = forms.IntegerField(
                label=target.text,
                help_text=f"In {target.unit}.",
                min_value=0 if target.unit == "school days" else 1,
                max_value=MOST,
                initial=target.value,
            )


class ClosureForm(forms.Form):
    name = forms.CharField(label="What", max_length=80, help_text="Such as: Staff training.")
    starts_on = Day(label="First day")
    ends_on = Day(label="Last day")
    ends_term = forms.BooleanField(
        label="A term ends with these holidays", required=False, help_text="Such as Christmas, Easter and summer."
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        check_order(self)
        return self.cleaned_data
