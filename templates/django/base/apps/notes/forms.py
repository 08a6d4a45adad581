from typing import override

from django import forms

from apps.core.errors import ConflictError
from apps.notes.models import Note
from apps.notes.services import save_note


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Note
        fields = ("title", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}

    def save_or_explain(self) -> bool:
        """Saves the note, and says whether that worked; a conflict is an error of the form."""
        try:
            save_note(self.instance)
        except ConflictError as error:
            self.add_error("title", str(error))
            return False
        return True

    @override
    def validate_constraints(self) -> None:
        """Left to the database, which alone knows what others save at the same moment."""


class SearchForm(forms.Form):
    search = forms.CharField(required=False, max_length=100, label="Search in titles and texts")
