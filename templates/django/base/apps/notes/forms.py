from typing import override

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.errors import ConflictError
from apps.core.uploads import UploadField
from apps.notes.models import Note
from apps.notes.services import attach, save_note


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


class AttachmentForm(forms.Form):
    file = UploadField(label=_("File"), help_text=_("PNG, JPEG, PDF or plain text, 5 MB at most."))

    def save_or_explain(self, note: Note) -> bool:
        try:
            attach(note, self.cleaned_data["file"])
        except ConflictError as error:
            self.add_error("file", str(error))
            return False
        return True


class SearchForm(forms.Form):
    search = forms.CharField(required=False, max_length=100, label=_("Search in titles and texts"))
