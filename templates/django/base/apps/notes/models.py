from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse


class Note(models.Model):
    """Something that one user wants to remember."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes"
    )
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True, max_length=100_000)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("title"),
                name="note_title_unique",
                violation_error_message="There is a note with this title.",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="note_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notes:detail", args=[self.pk])
