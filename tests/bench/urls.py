"""The bare pages that ours are measured against: the portal's own middleware, session and sign-in, and nothing more.

`rows` is a page of 25 rows off an index as a Django developer writes it in an hour: one query, whole objects, five columns
of the row itself, links by {% url %}, formatted dates, a plain base template, Django's own context processors. `framed`
shows the same rows inside the frame that every page of the portal has (masthead, menu with the number of new messages,
footer), so that one sees what a page's own content costs. `insert` makes one row and redirects.
"""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from config import urls
from incidents.models import Incident
from notices.models import Notice

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

TABLE = """<h1>Cases</h1><table><thead><tr><th>Case</th><th>Concerns</th><th>How serious</th><th>Recorded</th><th>State</th></tr>
</thead><tbody>{% for row in rows %}<tr><th><a href="{% url 'incidents:case' row.pk %}">{{ row.reference }}</a></th>
<td>{{ row.get_concerns_display }}</td><td>{{ row.get_severity_display }}</td>
<td>{{ row.opened_at|date:"j F Y" }}</td><td>{{ row.get_status_display }}</td></tr>
{% endfor %}</tbody></table>"""
BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{% block title %}School{% endblock %}</title></head>
<body><p>Signed in as {{ user.email }}</p>{% for message in messages %}<p>{{ message }}</p>{% endfor %}
<main>{% block main %}{% endblock %}</main></body></html>"""
PAGE = "{% extends '%s' %}{% block title %}Cases{% endblock %}{% block main %}" + TABLE + "{% endblock %}"
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = {"base.html": BASE, "rows.html": PAGE.replace("%s", "base.html")}
LOADERS = [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", TEMPLATES)])]
bare = DjangoTemplates(
    {
        "NAME": "bare",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"context_processors": PROCESSORS, "loaders": LOADERS},
    }
)
IN_FRAME = engines["django"].from_string(PAGE.replace("%s", "base.html"))


def _newest() -> list[Incident]:
    return list(Incident.objects.order_by("-opened_at", "-id")[:25])


@login_required
@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    return HttpResponse(bare.get_template("rows.html").render({"rows": _newest()}, request))


@login_required
@require_GET
def framed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(IN_FRAME.render({"rows": _newest()}, request))


@login_required
@require_POST
def insert(request: HttpRequest) -> HttpResponse:
    Notice.objects.create(
        recipient_id=uuid4(), kind="bench", about_kind="bench", about_id=uuid4(), created_at=timezone.now()
    )
    return redirect("/bare/rows/")


urlpatterns = [
    path("bare/rows/", rows, name="bare_rows"),
    path("bare/framed/", framed, name="bare_framed"),
    path("bare/insert/", insert, name="bare_insert"),
    *urls.urlpatterns,
]
