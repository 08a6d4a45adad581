from typing import Any, override

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from apps.notes.models import Note
from apps.notes.services import archive_notes, save_note


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("title", "owner", "word_count", "archived_at", "created_at")
    list_filter = (("archived_at", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("owner",)
    search_fields = ("title", "body", "owner__email")
    date_hierarchy = "created_at"
    autocomplete_fields = ("owner",)
    readonly_fields = ("word_count", "archived_at", "created_at", "updated_at")
    actions = ("archive",)

    @admin.action(description="Archive selected notes", permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Note]) -> None:
        count = archive_notes(queryset)
        self.message_user(request, f"Archived: {count}", messages.SUCCESS)

    @override
    def save_model(
        self, request: HttpRequest, obj: Note, form: "ModelForm[Note]", change: Any
    ) -> None:
        save_note(obj)
