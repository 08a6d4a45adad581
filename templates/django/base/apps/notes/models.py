from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

FILES = "notes"  # folder of the storage


def new_path(_attachment: "Attachment", _name: str) -> str:
    """Where a file is kept: no name that somebody chose becomes part of a path."""
    return f"{FILES}/{uuid4().hex}"


class Note(models.Model):
    """Something that one user wants to remember."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="notes",
    )
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True, max_length=100_000)
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("title"),
                name="note_title_unique",
                violation_error_message=_("There is a note with this title."),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="note_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("notes:detail", args=[self.pk])


class Attachment(models.Model):
    """A file that belongs to a note."""

    note = models.ForeignKey(
        Note, verbose_name=_("note"), on_delete=models.CASCADE, related_name="attachments"
    )
    file = models.FileField(_("file"), upload_to=new_path, editable=False)
    name = models.CharField(_("name"), max_length=100)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
