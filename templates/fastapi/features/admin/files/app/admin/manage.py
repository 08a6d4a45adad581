"""Commands for accounts of operators: `python -m app.admin.manage --help`."""

import argparse
import asyncio
import getpass
import re
import sys

from app.admin import service
from app.admin.repository import AdminRepository
from app.core.config import get_settings
from app.core.db import make_engine, make_sessions
from app.core.errors import DomainError

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _email(text: str) -> str:
    if len(text) > 254 or not ADDRESS.fullmatch(text):
        raise argparse.ArgumentTypeError("this is not a mail address")
    return text.lower()


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.admin.manage")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("list", help="all operators")
    for name, does in (
        ("create", "make an operator; asks for the password, or reads it from a pipe"),
        ("password", "set a new password, which ends all sessions; asks likewise"),
        ("deactivate", "end all sessions and keep out"),
        ("activate", "let in again"),
    ):
        commands.add_parser(name, help=does).add_argument("email", type=_email)
    return parser.parse_args(arguments)


def _read_password() -> str:
    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not 12 <= len(password) <= service.LONGEST:
        raise DomainError("A password has 12 to 128 characters.")
    return password


async def _list(accounts: AdminRepository) -> str:
    lines = ["created           active  address"]
    lines += [
        f"{one.created_at:%Y-%m-%d %H:%M}  {'yes' if one.active else 'no':6}  {one.email}"
        for one in await accounts.all()
    ]
    return "\n".join(lines)


async def run(accounts: AdminRepository, asked: argparse.Namespace) -> str:
    """What is to be printed."""
    match asked.command:
        case "list":
            return await _list(accounts)
        case "create":
            await service.create(accounts, asked.email, await asyncio.to_thread(_read_password))
            return f"{asked.email} may log in at /admin/."
        case "password":
            password = await asyncio.to_thread(_read_password)
            await service.set_password(accounts, asked.email, password)
            return f"{asked.email} has a new password."
        case command:
            await service.set_active(accounts, asked.email, active=command == "activate")
            return f"{asked.email} is {command}d."


async def _run_with_database(asked: argparse.Namespace) -> str:
    engine = make_engine(get_settings())
    try:
        async with make_sessions(engine)() as session:
            return await run(AdminRepository(session), asked)
    finally:
        await engine.dispose()


def main(arguments: list[str]) -> int:
    asked = parse(arguments)
    try:
        sys.stdout.write(asyncio.run(_run_with_database(asked)) + "\n")
    except DomainError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
