"""Just enough addresses for the base page to be rendered by itself."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nowhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


notices = ([path("", nowhere, name="home"), path("inbox/", nowhere, name="inbox")], "notices")
urlpatterns = [
    path("", include(notices)),
    path("policy/", nowhere, name="policy"),
    path("accounts/logout/", nowhere, name="account_logout"),
    path("accounts/password/", nowhere, name="account_change_password"),
]
urlpatterns += [
    path("accounts/login/", nowhere, name="account_login"),
    path("accounts/reset/", nowhere, name="account_reset_password"),
]
