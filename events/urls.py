from django.urls import path

from kjdispute.records.urls import of_kind

from . import views
from .state_pages import StateOfDay
from .timeline.pages import Timeline, TimelineFile

app_name = "events"

urlpatterns = [
    *of_kind("events", views.EventList, views.EventDetail),
    *of_kind("actors", views.ActorList, views.ActorDetail),
    *of_kind("measures", views.MeasureList, views.MeasureDetail),
    *of_kind("questions", views.QuestionList, views.QuestionDetail),
    path("timeline/", Timeline.as_view(), name="timeline"),
    path("timeline.svg", TimelineFile.as_view(), name="timeline-file"),
    path("state/", StateOfDay.as_view(), name="state"),
    path("state/<str:day>/", StateOfDay.as_view(), name="state-on-day"),
]
