from django.urls import path

from coproduce.moderation.reports import views as report_views

app_name = "reports"
urlpatterns = [
    path("receipts/<str:token>/", report_views.report_receipt, name="receipt"),
    path("<slug:kind>/<slug:address>/", report_views.report_create, name="create"),
]
