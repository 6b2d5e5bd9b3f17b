from django.urls import path

from kjdispute.records.urls import of_kind

from . import views

app_name = "events"

urlpatterns = [
    *of_kind("events", views.EventList, views.EventDetail),
    *of_kind("actors", views.ActorList, views.ActorDetail),
    *of_kind("measures", views.MeasureList, views.MeasureDetail),
    *of_kind("questions", views.QuestionList, views.QuestionDetail),
    path("state/", views.StateOnDay.as_view(), name="state"),
    path("state/<str:day>/", views.StateOnDay.as_view(), name="state-on-day"),
]
