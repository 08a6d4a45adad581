"""Fills the table of the bare application for one user, and prints a token of theirs."""

import sys

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from djangobare.models import Note  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402

user = User.objects.create_user("bench")
rows = int(sys.argv[1])
Note.objects.bulk_create(Note(owner=user, title=f"Note {n}", body="For the benchmark.") for n in range(rows))
print(Token.objects.create(user=user).key)
