from django.urls import path

from coproduce.moderation import proof_views

app_name = "prove"
urlpatterns = [path("<str:token>/", proof_views.address_prove, name="address")]
