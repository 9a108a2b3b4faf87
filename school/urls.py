from django.urls import path

from school.views import accounts, families, me, offices, people, sessions, settings

app_name = "school"
urlpatterns = [
    path("", people.people, name="people"),
    path("search/", people.search, name="search"),
    path("me/", me.me, name="me"),
    path("me/stay/", sessions.stay, name="stay_signed_in"),
    path("add/", people.add, name="add"),
    path("pupils/add/", families.add_pupil, name="add_pupil"),
    path("appointments/", offices.appointments, name="appointments"),
    path("appointments/<uuid:pk>/confirm/", offices.confirm, name="confirm"),
    path("appointments/<uuid:pk>/end/", offices.end_appointment, name="end_appointment"),
    path("addresses/<uuid:pk>/confirm/", accounts.confirm_address, name="confirm_address"),
    path("addresses/<uuid:pk>/withdraw/", accounts.withdraw_address, name="withdraw_address"),
    path("work/<uuid:pk>/end/", people.end_work, name="end_work"),
    path("teaching/<uuid:pk>/end/", families.end_teaching, name="end_teaching"),
    path("families/<uuid:pk>/end/", families.end_family_link, name="end_family_link"),
    path("settings/", settings.settings, name="settings"),
    path("settings/change/", settings.change_settings, name="change_settings"),
    path("settings/targets/", settings.change_targets, name="change_targets"),
    path("settings/closures/add/", settings.add_closure, name="add_closure"),
    path("settings/closures/<uuid:pk>/remove/", settings.remove_closure, name="remove_closure"),
    path("<uuid:pk>/", people.person, name="person"),
    path("<uuid:pk>/rename/", people.rename, name="rename"),
    path("<uuid:pk>/add-work/", people.add_work, name="add_work"),
    path("<uuid:pk>/classes/add/", families.assign_teacher, name="assign_teacher"),
    path("<uuid:pk>/appoint/", offices.appoint, name="appoint"),
    path("<uuid:pk>/account/open/", accounts.open_account, name="open_account"),
    path("<uuid:pk>/account/address/", accounts.change_address, name="change_address"),
    path("<uuid:pk>/account/end/", accounts.end_account, name="end_account"),
    path("<uuid:pk>/account/reopen/", accounts.reopen_account, name="reopen_account"),
    path("<uuid:pk>/pupil/", families.change_pupil, name="change_pupil"),
    path("<uuid:pk>/pupil/left/", families.pupil_left, name="pupil_left"),
    path("<uuid:pk>/family/add/", families.link_family, name="link_family"),
]
