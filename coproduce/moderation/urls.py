from django.urls import path

from coproduce.moderation import views

app_name = "receipts"
urlpatterns = [
    path("", views.receipt_find, name="find"),
    path("<str:token>/", views.receipt, name="show"),
    path("<str:token>/simpler/", views.receipt, {"simpler": True}, name="simpler"),
    path("<str:token>/withdraw/", views.receipt_withdraw, name="withdraw"),
    path("<str:token>/look/", views.receipt_look, name="look"),
]
