from django.urls import path, register_converter

from incidents.models import Concerns
from incidents.views import acting, cases, evidence, recording


class ConcernsConverter:
    """pupil, parent, staff or outsider: nothing else is an address."""

    regex = "|".join(Concerns.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ConcernsConverter, "concerns")
app_name = "incidents"

urlpatterns = [
    path("", cases.cases, name="cases"),
    path("search/", cases.search, name="search"),
    path("record/", recording.record, name="record"),
    path("record/<concerns:concerns>/", recording.file, name="file"),
    path("record/<concerns:concerns>/people/<slug:part>/", recording.people, name="people"),
    path("mine/", recording.mine, name="mine"),
    path("mine/<uuid:pk>/", recording.own, name="own"),
    path("mine/<uuid:pk>/receipt/", recording.receipt, name="receipt"),
    path("<uuid:pk>/", cases.case, name="case"),
    path("<uuid:pk>/history/", cases.history, name="history"),
    path("<uuid:pk>/confirm/", acting.confirm, name="confirm"),
    path("<uuid:pk>/findings/<uuid:allegation>/", acting.settle_finding, name="settle_finding"),
    path("<uuid:pk>/steps/<uuid:step>/do/", acting.do_step, name="do_step"),
    path("<uuid:pk>/steps/<uuid:step>/excuse/", acting.excuse_step, name="excuse_step"),
    path("<uuid:pk>/steps/<uuid:step>/reopen/", acting.reopen_step, name="reopen_step"),
    path("<uuid:pk>/entries/", acting.add_entry, name="add_entry"),
    path("<uuid:pk>/entries/<uuid:entry>/correct/", acting.correct_entry, name="correct_entry"),
    path("<uuid:pk>/evidence/", evidence.evidence, name="evidence"),
    path("<uuid:pk>/evidence/note/", evidence.note_evidence, name="note_evidence"),
    path("<uuid:pk>/evidence/<uuid:evidence>/correct/", evidence.correct_evidence, name="correct_evidence"),
    path("<uuid:pk>/evidence/<uuid:evidence>/files/", evidence.send_files, name="send_files"),
    path("<uuid:pk>/name/", acting.name_assignee, name="name_assignee"),
    path("<uuid:pk>/access/<uuid:access>/end/", acting.end_access, name="end_access"),
    path("<uuid:pk>/child-protection/", acting.take_to_child_protection, name="take_to_child_protection"),
    path("<uuid:pk>/close/", acting.close, name="close"),
    path("<uuid:pk>/reopen/", acting.reopen, name="reopen"),
    path("<uuid:pk>/error/", acting.record_in_error, name="record_in_error"),
]
