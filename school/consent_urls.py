from django.urls import path

from school.views import consents

app_name = "consents"
urlpatterns = [
    path("", consents.classes, name="classes"),
    path("file/", consents.bring_in, name="bring_in"),
    path("file/consents.csv", consents.blank, name="blank"),
    path("classes/<uuid:pk>/", consents.school_class, name="school_class"),
    path("pupils/<uuid:pk>/", consents.pupil, name="pupil"),
    path("pupils/<uuid:pk>/record/", consents.record, name="record"),
    path("pupils/<uuid:pk>/withdraw/", consents.withdraw, name="withdraw"),
    path("pupils/<uuid:pk>/protect/", consents.protect, name="protect"),
    path("pupils/<uuid:pk>/protect/lift/", consents.lift, name="lift"),
    path("pupils/<uuid:pk>/protect/why/", consents.why, name="why"),
]
