"""Addresses of the archive's own pages in the admin."""

from django.urls import path

from evidence.admin import citing, exhibits, intake
from evidence.admin.captures import CapturesView
from evidence.admin.exports import ExportsView, ExportView, NewExportView, fetch
from evidence.admin.filters import SaveFilterView, delete_filter
from evidence.admin.fixity import FixityView
from evidence.admin.importing import (
    ColumnsView,
    ImportsView,
    ImportView,
    refused_rows,
)
from evidence.admin.quotations import QuotationsView
from evidence.admin.review import AssessmentView, ReviewView
from evidence.admin.tables import TableView

app_name = "evidence_admin"
urlpatterns = [
    path("records/<int:pk>/review/", ReviewView.as_view(), name="review"),
    path("records/<int:pk>/assess/", AssessmentView.as_view(), name="assess"),
    path("citable/", citing.CitableView.as_view(), name="citable"),
    path(
        "citable/results/",
        citing.CitableResultsView.as_view(),
        name="citable_results",
    ),
    path("citable/of/<slug:name>/", citing.PartsView.as_view(), name="citable_parts"),
    path(
        "citable/chosen/<str:key>/",
        citing.ReferenceChosenView.as_view(),
        name="citable_chosen",
    ),
    path(
        "citable/place/<slug:name>/",
        citing.PlaceChosenView.as_view(),
        name="place_chosen",
    ),
    path("records/<int:pk>/quotations/", QuotationsView.as_view(), name="quotations"),
    path("sources/<int:pk>/captures/", CapturesView.as_view(), name="captures"),
    path("exports/", ExportsView.as_view(), name="exports"),
    path("exports/new/", NewExportView.as_view(), name="new_export"),
    path("exports/<uuid:uuid>/", ExportView.as_view(), name="export"),
    path("exports/<uuid:uuid>/file/", fetch, name="fetch_export"),
    path("imports/", ImportsView.as_view(), name="imports"),
    path("imports/<uuid:uuid>/", ImportView.as_view(), name="import"),
    path("imports/<uuid:uuid>/columns/", ColumnsView.as_view(), name="import_columns"),
    path("imports/<uuid:uuid>/refused/", refused_rows, name="import_refused"),
    path("table/", TableView.as_view(), name="table"),
    path("filters/<slug:listing>/", SaveFilterView.as_view(), name="save_filter"),
    path("filters/<int:pk>/delete/", delete_filter, name="delete_filter"),
    path("intake/", intake.IntakeView.as_view(), name="intake"),
    path("intake/begin/", intake.begin, name="begin_intake"),
    path("intake/<uuid:uuid>/", intake.progress, name="intake_progress"),
    path("intake/<uuid:uuid>/<int:at>/", intake.part, name="intake_part"),
    path("exhibits/<int:pk>/copies/", exhibits.RedactView.as_view(), name="redact"),
    path("exhibits/<int:pk>/preview/", exhibits.preview, name="preview"),
    path("exhibits/<int:pk>/custody/", exhibits.CustodyView.as_view(), name="custody"),
    path("exhibits/<int:pk>/fixity/", FixityView.as_view(), name="fixity"),
]
