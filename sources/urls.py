from django.urls import path

from kjdispute.records.urls import of_kind

from . import views
from .copy_pages import CheckCopy

app_name = "sources"

urlpatterns = [
    *of_kind("sources", views.SourceList, views.SourceDetail),
    path("sources/<key:key>/check/", CheckCopy.as_view(), name="source-check"),
    *of_kind("publishers", views.PublisherList, views.PublisherDetail),
]
