"""The site map."""

from django.contrib import admin
from django.urls import include, path, re_path

from events.coverage_pages import CoveragePage
from kjdispute.records.admin import desk_pages
from kjdispute.records.report_pages import ReportProblem
from kjdispute.records.search.pages import SearchFile, SearchPage
from kjdispute.records.timegate import TimeGate, TimeMap

from . import addresses, feeds, resolver, views

handler400 = "kjdispute.views.bad_request"
handler403 = "kjdispute.views.forbidden"
handler404 = "kjdispute.views.not_found"
handler500 = "kjdispute.views.server_error"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("", include("events.urls")),
    path("", include("sources.urls")),
    path("search/", SearchPage.as_view(), name="search"),
    path("search.json", SearchFile.as_view(), name="search-file"),
    path("cite/", resolver.Cite.as_view(), name="cite"),
    path("report/", ReportProblem.as_view(), name="report"),
    path("changes/", views.Changes.as_view(), name="changes"),
    path("changes.atom", feeds.changes_atom, name="changes-feed"),
    path("about/", views.About.as_view(), name="about"),
    path("about/method/", views.Method.as_view(), name="method"),
    path("about/coverage/", CoveragePage.as_view(), name="coverage"),
    path("about/glossary/", views.Glossary.as_view(), name="glossary"),
    path("data/schema.json", views.schema_json, name="schema"),
    path("timegate/<key:key>", TimeGate.as_view(), name="timegate"),
    path("timegate/<original:key>", TimeGate.as_view()),
    path("timemap/<key:key>", TimeMap.as_view(), name="timemap"),
    path("timemap/<key:key>.json", TimeMap.as_view(as_json=True), name="timemap-json"),
    path("timemap/<original:key>", TimeMap.as_view()),
    path("healthz", views.healthz, name="healthz"),
    path("admin/desk/", include(desk_pages)),
    path("admin/", admin.site.urls),
    path("<key:key>", views.short_address, name="short-address"),
    re_path(r"^(?P<typed>.+)$", addresses.mistyped, name="mistyped"),
]
