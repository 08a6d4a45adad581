from typing import Any, override

from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from apps.core.tables import Table
from apps.notes.models import Note
from apps.notes.services import save_note
from apps.users.models import User


class OwnerWidget(ForeignKeyWidget):  # type: ignore[misc]
    """Owners are known by their e-mail address, whatever its case."""

    def __init__(self) -> None:
        super().__init__(User, field="email")

    @override
    def get_lookup_kwargs(self, value: Any, row: Any, **kwargs: Any) -> dict[str, Any]:
        return {"email__iexact": value}


class NoteTable(Table):
    """A row with an id changes that note, one without makes a new note."""

    owner = Field(attribute="owner", column_name="owner", widget=OwnerWidget())

    class Meta:
        model = Note
        fields = ("id", "owner", "title", "body")
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    @override
    def do_instance_save(self, instance: Note, is_create: bool) -> None:
        save_note(instance)
