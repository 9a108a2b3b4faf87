"""Addresses of the policy's own pages; the governors' site stands apart, at /admin/."""

from django.urls import path

from policy import views

app_name = "policy"
urlpatterns = [
    path("", views.read, name="read"),
    path("import/", views.import_policy, name="import"),
    path("versions/<uuid:pk>/", views.version, name="version"),
    path("versions/<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("versions/<uuid:pk>/accept/", views.accept, name="accept"),
    path("versions/<uuid:pk>/bring-into-force/", views.bring_into_force, name="bring_into_force"),
    path("versions/<uuid:pk>/enter-history/", views.enter_history, name="enter_history"),
    path("versions/<uuid:pk>/draft/", views.draft, name="draft"),
    path("versions/<uuid:pk>/drop/", views.drop, name="drop"),
    path("clauses/<uuid:pk>/confirm/", views.confirm_clause, name="confirm_clause"),
    path("clauses/<uuid:pk>/join/", views.join, name="join"),
]
