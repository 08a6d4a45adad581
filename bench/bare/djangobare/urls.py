from django.urls import path
from rest_framework import generics, pagination, serializers

from djangobare.models import Note


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        exclude = ("owner",)


class NewestFirst(pagination.CursorPagination):
    page_size = 50
    ordering = ("-created_at", "-id")


class Notes(generics.ListAPIView):
    serializer_class = NoteSerializer
    pagination_class = NewestFirst

    def get_queryset(self):
        return Note.objects.filter(owner=self.request.user)


urlpatterns = [path("api/v1/notes", Notes.as_view())]
