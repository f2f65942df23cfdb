from django.urls import path

from coproduce.moderation.proof import views as proof_views

app_name = "prove"
urlpatterns = [path("<str:token>/", proof_views.address_prove, name="address")]
