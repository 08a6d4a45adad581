"""Fills the table of a generated project for one user, and prints a token of theirs."""

import sys

import django

django.setup()

from apps.notes.models import Note  # noqa: E402
from apps.users.models import User  # noqa: E402
from knox.models import AuthToken  # noqa: E402

user = User.objects.create_user("bench@example.org")
rows = int(sys.argv[1])
Note.objects.bulk_create(Note(owner=user, title=f"Note {n}", body="For the benchmark.") for n in range(rows))
print(AuthToken.objects.create(user)[1])
