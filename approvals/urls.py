from django.urls import path

from approvals.views import deciding, officials, posts, suggestions

app_name = "approvals"
urlpatterns = [
    path("", posts.posts, name="posts"),
    path("ask/", posts.ask, name="ask"),
    path("pass-on/", suggestions.pass_on, name="pass_on"),
    path("passed-on/", suggestions.passed_on, name="passed_on"),
    path("passed-on/<uuid:pk>/", suggestions.suggestion, name="suggestion"),
    path("passed-on/<uuid:pk>/use/", suggestions.use, name="use"),
    path("passed-on/<uuid:pk>/decline/", suggestions.decline_suggestion, name="decline_suggestion"),
    path("official-users/", officials.official_users, name="official_users"),
    path("official-users/name/", officials.name_official_user, name="name_official_user"),
    path("official-users/<uuid:pk>/", officials.official_user, name="official_user"),
    path("official-users/<uuid:pk>/acknowledge/", officials.acknowledge, name="acknowledge"),
    path("official-users/<uuid:pk>/decline/", officials.decline, name="decline"),
    path("official-users/<uuid:pk>/suspend/", officials.suspend, name="suspend"),
    path("official-users/<uuid:pk>/resume/", officials.resume, name="resume"),
    path("official-users/<uuid:pk>/end/", officials.end, name="end"),
    path("accounts/add/", officials.add_account, name="add_account"),
    path("accounts/<uuid:pk>/switch/", officials.switch_account, name="switch_account"),
    path("<uuid:pk>/", posts.detail, name="detail"),
    path("<uuid:pk>/edit/", posts.edit, name="edit"),
    path("<uuid:pk>/submit/", posts.submit, name="submit"),
    path("<uuid:pk>/recall/", posts.recall, name="recall"),
    path("<uuid:pk>/restore/<int:n>/", posts.restore, name="restore"),
    path("<uuid:pk>/withdraw/", posts.withdraw, name="withdraw"),
    path("<uuid:pk>/decide/", deciding.decide, name="decide"),
    path("<uuid:pk>/publish/", deciding.publish, name="publish"),
]
