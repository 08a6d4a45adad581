from typing import Any, override

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers, viewsets

from apps.core.filters import StrictFilterSet
from apps.core.serializers import ModelSerializer
from apps.notes.models import Note
from apps.notes.selectors import notes_of
from apps.notes.services import save_note
from apps.users.models import User


class NoteSerializer(ModelSerializer[Note]):
    class Meta:
        model = Note
        fields = (
            "id",
            "title",
            "body",
            "word_count",
            "archived_at",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("word_count", "archived_at")

    @override
    def create(self, validated_data: dict[str, Any]) -> Note:
        return save_note(Note(**validated_data))

    @override
    def update(self, instance: Note, validated_data: dict[str, Any]) -> Note:
        for name, value in validated_data.items():
            setattr(instance, name, value)
        return save_note(instance)


class NoteFilter(StrictFilterSet):
    title = filters.CharFilter(lookup_expr="icontains")
    archived = filters.BooleanFilter("archived_at", lookup_expr="isnull", exclude=True)
    created_after = filters.IsoDateTimeFilter("created_at", lookup_expr="gt")
    created_before = filters.IsoDateTimeFilter("created_at", lookup_expr="lt")


class NoteViewSet(viewsets.ModelViewSet[Note]):
    """Notes of the user who asks; those of others do not exist for them."""

    queryset = Note.objects.none()
    serializer_class = NoteSerializer
    filterset_class = NoteFilter
    search_fields = ("title", "body")
    ordering_fields = ("created_at", "title")
    lookup_value_converter = "int"
    http_method_names = ("get", "post", "patch", "delete", "head", "options")

    @override
    def get_queryset(self) -> QuerySet[Note]:
        user = self.request.user
        return notes_of(user) if isinstance(user, User) else Note.objects.none()

    @override
    def perform_create(self, serializer: serializers.BaseSerializer[Note]) -> None:
        serializer.save(owner=self.request.user)
