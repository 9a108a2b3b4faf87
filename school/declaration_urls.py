from django.urls import path

from school.views import declarations

app_name = "declarations"
urlpatterns = [
    path("", declarations.mine, name="mine"),
    path("register/", declarations.register, name="register"),
    path("of-<slug:kind>/", declarations.declare, name="declare"),
    path("<uuid:pk>/renew/", declarations.renew, name="renew"),
    path("<uuid:pk>/end/", declarations.end, name="end"),
    path("<uuid:pk>/note/", declarations.note, name="note"),
]
