from django.urls import path

from notices import gallery, views

app_name = "notices"
urlpatterns = [
    path("", views.home, name="home"),
    path("waiting/", views.waiting, name="waiting"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.mark_read, name="mark_read"),
    path("gallery/", gallery.gallery, name="gallery"),
]
