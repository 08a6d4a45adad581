"""Commands for operators: `python -m app.manage keys --help`."""

import argparse
import asyncio
import sys
from datetime import datetime, timedelta

import app.api.v1  # noqa: F401  (routers say which scopes there are)
from app.auth import service
from app.auth.caller import SCOPES
from app.auth.repository import KeyRepository
from app.core.config import get_settings
from app.core.db import make_engine, make_sessions
from app.core.errors import DomainError


def _scopes(text: str) -> list[str]:
    scopes = [scope.strip() for scope in text.split(",")]
    if unknown := [scope for scope in scopes if scope not in SCOPES]:
        raise argparse.ArgumentTypeError(
            f"no scope {', '.join(unknown)}; there are {', '.join(sorted(SCOPES))}"
        )
    return scopes


def _days(text: str) -> timedelta:
    days = float(text)
    if not 0 <= days <= 36_500:
        raise argparse.ArgumentTypeError("days go from 0 to 36500")
    return timedelta(days=days)


def _name(text: str) -> str:
    if not 0 < len(text.strip()) <= 200:
        raise argparse.ArgumentTypeError("a name has 1 to 200 characters")
    return text.strip()


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.manage")
    areas = parser.add_subparsers(required=True, metavar="AREA")
    commands = areas.add_parser("keys", help="API keys").add_subparsers(
        dest="command", required=True, metavar="COMMAND"
    )
    create = commands.add_parser("create", help="make a key and print it, this once")
    create.add_argument("--name", type=_name, required=True, help="who uses it, and for what")
    create.add_argument("--scopes", type=_scopes, required=True, help="separated by commas")
    create.add_argument("--days", type=_days, help="until it expires; without: never")
    commands.add_parser("list", help="all keys, without their secrets")
    rotate = commands.add_parser("rotate", help="print a successor; both work for a while")
    rotate.add_argument("id")
    rotate.add_argument("--overlap-days", type=_days, default=timedelta(days=1), help="default 1")
    revoke = commands.add_parser("revoke", help="end a key at once")
    revoke.add_argument("id")
    return parser.parse_args(arguments)


def _day(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


async def _list(keys: KeyRepository) -> str:
    lines = ["id            expires           last used         revoked           name (scopes)"]
    for key in await keys.all():
        moments = (key.expires_at, key.last_used_at, key.revoked_at)
        shown = "  ".join(f"{_day(moment):16}" for moment in moments)
        lines.append(f"{key.id}  {shown}  {key.name} ({', '.join(key.scopes)})")
    return "\n".join(lines)


async def run(keys: KeyRepository, asked: argparse.Namespace) -> str:
    """What is to be printed."""
    match asked.command:
        case "create":
            return await service.create(keys, asked.name, asked.scopes, asked.days)
        case "rotate":
            return await service.rotate(keys, asked.id, asked.overlap_days)
        case "revoke":
            await service.revoke(keys, asked.id)
            return f"{asked.id} is revoked."
        case _:
            return await _list(keys)


async def _run_with_database(asked: argparse.Namespace) -> str:
    engine = make_engine(get_settings())
    try:
        async with make_sessions(engine)() as session:
            return await run(KeyRepository(session), asked)
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
