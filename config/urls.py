"""Every address of the portal. tests/test_access.py holds one row for each."""

from allauth.account import views as account
from django.urls import include, path, re_path

from policy.admin import site as governors_site

handler400 = "config.errors.bad_request"
handler403 = "config.errors.refused"
handler404 = "config.errors.not_found"
handler500 = "config.errors.broken"

accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("closed/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    # The first hyphen parts the two; the key holds more of them.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z_-]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
]

urlpatterns = [
    path("", include("notices.urls")),
    path("accounts/", include(accounts)),
    path("people/", include("school.urls")),
    path("consents/", include("school.consent_urls")),
    path("declarations/", include("school.declaration_urls")),
    path("policy/", include("policy.urls")),
    path("incidents/", include("incidents.urls")),
    path("activities/", include("approvals.activity_urls")),
    path("posts/", include("approvals.urls")),
    path("files/", include("files.urls")),
    path("admin/", governors_site.urls),
]
