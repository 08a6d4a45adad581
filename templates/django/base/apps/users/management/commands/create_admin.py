import secrets
from argparse import ArgumentParser
from typing import Any, override

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from apps.users.models import User

READERS = "Read only"


class Command(BaseCommand):
    help = "Creates an administrator, or makes an existing user one."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--read-only", action="store_true", help="sees everything in the admin, changes nothing"
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an e-mail address.") from error
        role = "reader" if options["read_only"] else "administrator"
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            password = secrets.token_urlsafe(15)
            user = User.objects.create_user(email, password)
            self.stdout.write(f"Created {role} {email}")
            self.stdout.write(f"Password (shown once, change it after the login): {password}")
        else:
            self.stdout.write(f"{user.email} is {role} now; the password stays as it is.")
        user.is_staff = user.is_active = True
        user.is_superuser = not options["read_only"]
        user.save(update_fields=["is_staff", "is_superuser", "is_active"])
        if options["read_only"]:
            user.groups.set([readers()])


@transaction.atomic
def readers() -> Group:
    """The group that may see every model; those that have come since are added."""
    group, _ = Group.objects.get_or_create(name=READERS)
    group.permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return group
