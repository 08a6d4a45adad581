from django.urls import path

from apps.notes import views

app_name = "notes"
urlpatterns = [
    path("", views.browse, name="list"),
    path("new", views.edit, name="create"),
    path("<int:pk>", views.show, name="detail"),
    path("<int:pk>/change", views.edit, name="change"),
    path("<int:pk>/archive", views.archive, name="archive"),
    path("<int:pk>/attach", views.attach, name="attach"),
    path("files/<int:pk>", views.download, name="file"),
    path("files/<int:pk>/remove", views.remove, name="remove"),
]
