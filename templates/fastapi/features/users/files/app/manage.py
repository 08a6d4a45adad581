"""Commands for operators: `python -m app.manage users --help`."""

import argparse
import asyncio
import getpass
import sys

from pydantic import TypeAdapter, ValidationError

from app.core.config import get_settings
from app.core.db import make_engine, make_sessions
from app.core.errors import DomainError
from app.users import service
from app.users.access import Access
from app.users.schemas import Email, NewPassword


def _email(text: str) -> str:
    try:
        email: str = TypeAdapter(Email).validate_python(text)
    except ValidationError:
        raise argparse.ArgumentTypeError("this is not a mail address") from None
    return email


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.manage")
    areas = parser.add_subparsers(required=True, metavar="AREA")
    commands = areas.add_parser("users", help="people who may log in").add_subparsers(
        dest="command", required=True, metavar="COMMAND"
    )
    create = commands.add_parser(
        "create", help="make a user; asks for the password, or reads it from a pipe"
    )
    create.add_argument("email", type=_email)
    create.add_argument("--superuser", action="store_true", help="may do everything")
    commands.add_parser("list", help="all users")
    for name, does in (("deactivate", "sign out and keep out"), ("activate", "let in again")):
        commands.add_parser(name, help=does).add_argument("email", type=_email)
    return parser.parse_args(arguments)


def _read_password() -> str:
    if sys.stdin.isatty():
        text = getpass.getpass("Password: ")
    else:
        text = sys.stdin.readline().rstrip("\r\n")
    try:
        password: str = TypeAdapter(NewPassword).validate_python(text)
    except ValidationError:
        raise DomainError("A password has 12 to 128 characters.") from None
    return password


async def _list(access: Access) -> str:
    lines = ["created           active  verified  superuser  address"]
    for user in await access.users.all():
        flags = (user.is_active, user.is_verified, user.is_superuser)
        active, verified, superuser = ("yes" if flag else "no" for flag in flags)
        created = f"{user.created_at:%Y-%m-%d %H:%M}"
        lines.append(f"{created}  {active:6}  {verified:8}  {superuser:9}  {user.email}")
    return "\n".join(lines)


async def run(access: Access, asked: argparse.Namespace) -> str:
    """What is to be printed."""
    if asked.command == "list":
        return await _list(access)
    if asked.command == "create":
        password = await asyncio.to_thread(_read_password)
        await service.create(access, asked.email, password, superuser=asked.superuser)
        return f"{asked.email} may log in."
    active = asked.command == "activate"
    user = await access.users.get_by_email(asked.email)
    await service.set_active(access, user, active=active)
    return f"{asked.email} may log in again." if active else f"{asked.email} is kept out."


async def _run_with_database(asked: argparse.Namespace) -> str:
    settings = get_settings()
    engine = make_engine(settings)
    try:
        async with make_sessions(engine)() as session:
            return await run(Access(session, settings), asked)
    finally:
        await engine.dispose()


def main(arguments: list[str]) -> int:
    asked = parse(arguments)
    try:
        sys.stdout.write(asyncio.run(_run_with_database(asked)) + "\n")
    except DomainError as error:
        reasons = " ".join(one.message for one in error.errors or [])
        sys.stderr.write(f"{error} {reasons}".rstrip() + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
