from django.urls import path, register_converter

from incidents.models import Concerns
from incidents.views import (
    acting,
    cases,
    dealing,
    emergency,
    evidence,
    leading,
    linking,
    looking_up,
    recording,
    records,
    sending,
    services,
)


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
    path("child-protection/", cases.child_protection, name="child_protection"),
    path("who-may-see/", looking_up.who_may_see, name="who_may_see"),
    path("people/<uuid:pk>/", looking_up.chronology, name="chronology"),
    path("emergency/", emergency.overview, name="emergency"),
    path("emergency/open/", emergency.open_in_emergency, name="open_in_emergency"),
    path("emergency/name/", emergency.name_emergency_reader, name="name_emergency_reader"),
    path("emergency/<uuid:pk>/confirm/", emergency.confirm_emergency_reader, name="confirm_emergency_reader"),
    path("emergency/<uuid:pk>/end/", emergency.end_emergency_reader, name="end_emergency_reader"),
    path("record/", recording.record, name="record"),
    path("record/<concerns:concerns>/", recording.file, name="file"),
    path("record/<concerns:concerns>/people/<slug:part>/", recording.people, name="people"),
    path("services/", services.services, name="services"),
    path("services/begin/", services.begin_services, name="begin_services"),
    path("services/add/", services.add_service, name="add_service"),
    path("services/<uuid:pk>/change/", services.change_service, name="change_service"),
    path("services/<uuid:pk>/end/", services.end_service, name="end_service"),
    path("mine/", recording.mine, name="mine"),
    path("mine/<uuid:pk>/", recording.own, name="own"),
    path("mine/<uuid:pk>/files/", sending.send_with_report, name="send_with_report"),
    path("mine/<uuid:pk>/receipt/", recording.receipt, name="receipt"),
    path("<uuid:pk>/", cases.case, name="case"),
    path("<uuid:pk>/open/", cases.open_record, name="open_record"),
    path("<uuid:pk>/history/", cases.history, name="history"),
    path("<uuid:pk>/confirm/", acting.confirm, name="confirm"),
    path("<uuid:pk>/findings/<uuid:allegation>/", acting.settle_finding, name="settle_finding"),
    path("<uuid:pk>/steps/<uuid:step>/do/", acting.do_step, name="do_step"),
    path("<uuid:pk>/steps/<uuid:step>/excuse/", acting.excuse_step, name="excuse_step"),
    path("<uuid:pk>/steps/<uuid:step>/reopen/", acting.reopen_step, name="reopen_step"),
    path("<uuid:pk>/steps/<uuid:step>/records/", records.records, name="records"),
    path("<uuid:pk>/steps/<uuid:step>/keep/", records.keep_record, name="keep_record"),
    path("<uuid:pk>/steps/<uuid:step>/records/<uuid:record>/correct/", records.correct_record, name="correct_record"),
    path("<uuid:pk>/steps/<uuid:step>/word/", records.pass_on_word, name="pass_on_word"),
    path("<uuid:pk>/steps/<uuid:step>/word/back/", records.take_back_word, name="take_back_word"),
    path("<uuid:pk>/deal-with/", dealing.deal_with, name="deal_with"),
    path("<uuid:pk>/entries/", acting.add_entry, name="add_entry"),
    path("<uuid:pk>/entries/<uuid:entry>/correct/", acting.correct_entry, name="correct_entry"),
    path("<uuid:pk>/take/", leading.take_case, name="take_case"),
    path("<uuid:pk>/hand-over/", leading.hand_over, name="hand_over"),
    path("<uuid:pk>/declare-conflict/", leading.declare_conflict, name="declare_conflict"),
    path("<uuid:pk>/split/", linking.split, name="split"),
    path("<uuid:pk>/link/", linking.link_cases, name="link_cases"),
    path("<uuid:pk>/link/<uuid:other>/undo/", linking.undo_link, name="undo_link"),
    path("<uuid:pk>/author/", linking.name_author, name="name_author"),
    path("<uuid:pk>/evidence/", evidence.evidence, name="evidence"),
    path("<uuid:pk>/evidence/note/", evidence.note_evidence, name="note_evidence"),
    path("<uuid:pk>/evidence/<uuid:evidence>/correct/", evidence.correct_evidence, name="correct_evidence"),
    path("<uuid:pk>/evidence/<uuid:evidence>/strike/", evidence.strike_evidence, name="strike_evidence"),
    path("<uuid:pk>/evidence/<uuid:evidence>/files/", evidence.send_files, name="send_files"),
    path("<uuid:pk>/name/", acting.name_assignee, name="name_assignee"),
    path("<uuid:pk>/access/<uuid:access>/end/", acting.end_access, name="end_access"),
    path("<uuid:pk>/child-protection/", acting.take_to_child_protection, name="take_to_child_protection"),
    path("<uuid:pk>/close/", acting.close, name="close"),
    path("<uuid:pk>/reopen/", acting.reopen, name="reopen"),
    path("<uuid:pk>/error/", acting.record_in_error, name="record_in_error"),
]
