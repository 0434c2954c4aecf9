"""Addresses of the archive's own pages in the admin."""

from django.urls import path

from evidence.admin import exhibits, intake
from evidence.admin.fixity import FixityView
from evidence.admin.review import AssessmentView, ReviewView

app_name = "evidence_admin"
urlpatterns = [
    path("records/<int:pk>/review/", ReviewView.as_view(), name="review"),
    path("records/<int:pk>/assess/", AssessmentView.as_view(), name="assess"),
    path("intake/", intake.IntakeView.as_view(), name="intake"),
    path("intake/begin/", intake.begin, name="begin_intake"),
    path("intake/<uuid:uuid>/", intake.progress, name="intake_progress"),
    path("intake/<uuid:uuid>/<int:at>/", intake.part, name="intake_part"),
    path("exhibits/<int:pk>/copies/", exhibits.RedactView.as_view(), name="redact"),
    path("exhibits/<int:pk>/preview/", exhibits.preview, name="preview"),
    path("exhibits/<int:pk>/custody/", exhibits.CustodyView.as_view(), name="custody"),
    path("exhibits/<int:pk>/fixity/", FixityView.as_view(), name="fixity"),
]
