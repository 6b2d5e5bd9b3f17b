from django.urls import path

from . import views

app_name = "events"

urlpatterns = [
    path("events/", views.EventList.as_view(), name="event-list"),
    path("events/<str:key>/", views.EventDetail.as_view(), name="event-detail"),
    path("actors/", views.ActorList.as_view(), name="actor-list"),
    path("actors/<str:key>/", views.ActorDetail.as_view(), name="actor-detail"),
    path("measures/", views.MeasureList.as_view(), name="measure-list"),
    path("measures/<str:key>/", views.MeasureDetail.as_view(), name="measure-detail"),
    path("questions/", views.QuestionList.as_view(), name="question-list"),
    path("questions/<str:key>/", views.QuestionDetail.as_view(), name="question-detail"),
    path("state/", views.StateOnDay.as_view(), name="state"),
    path("state/<str:day>/", views.StateOnDay.as_view(), name="state-on-day"),
]
