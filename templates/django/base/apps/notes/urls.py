from django.urls import path

from apps.notes import views

app_name = "notes"
urlpatterns = [
    path("", views.browse, name="list"),
    path("new", views.edit, name="create"),
    path("<int:pk>", views.show, name="detail"),
    path("<int:pk>/change", views.edit, name="change"),
    path("<int:pk>/archive", views.archive, name="archive"),
]
