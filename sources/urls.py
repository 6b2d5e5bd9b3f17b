from django.urls import path

from . import views

app_name = "sources"

urlpatterns = [
    path("sources/", views.SourceList.as_view(), name="source-list"),
    path("sources/<str:key>/", views.SourceDetail.as_view(), name="source-detail"),
    path("publishers/", views.PublisherList.as_view(), name="publisher-list"),
    path("publishers/<str:key>/", views.PublisherDetail.as_view(), name="publisher-detail"),
]
