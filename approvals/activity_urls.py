from django.urls import path

from approvals.views import activities

app_name = "activities"
urlpatterns = [
    path("", activities.today, name="today"),
    path("list/", activities.activities, name="list"),
    path("ask/", activities.ask, name="ask"),
    path("<uuid:pk>/", activities.activity, name="activity"),
    path("<uuid:pk>/change/", activities.change, name="change"),
    path("<uuid:pk>/decide/", activities.decide, name="decide"),
    path("<uuid:pk>/call-off/", activities.call_off, name="call_off"),
    path("<uuid:pk>/suspend/", activities.suspend, name="suspend"),
    path("<uuid:pk>/resume/", activities.resume_activity, name="resume"),
    path("<uuid:pk>/complete/", activities.complete, name="complete"),
]
