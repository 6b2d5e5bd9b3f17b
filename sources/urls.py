from kjdispute.records.urls import of_kind

from . import views

app_name = "sources"

urlpatterns = [
    *of_kind("sources", views.SourceList, views.SourceDetail),
    *of_kind("publishers", views.PublisherList, views.PublisherDetail),
]
