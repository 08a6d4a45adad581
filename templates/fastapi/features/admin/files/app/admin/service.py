"""Who operates the application: accounts of their own, made by a command."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.admin.models import AdminAccount
from app.admin.repository import AdminRepository, Limit
from app.core.db import ConstraintError
from app.core.errors import DomainError

BY_ACCOUNT = Limit("account", 5, timedelta(minutes=15))
BY_ADDRESS = Limit("address", 20, timedelta(minutes=15))
LONGEST = 128
HASHER = PasswordHasher()
# Each takes 64 MB of memory while it works: a flood of logins must not take all there is.
HASHERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="operator")


async def _in_thread[*P, R](work: Callable[[*P], R], *args: *P) -> R:
    return await asyncio.get_running_loop().run_in_executor(HASHERS, work, *args)


@cache
def _nobodys_hash() -> str:
    """Checked for unknown accounts: they take as long as those that exist."""
    return HASHER.hash(secrets.token_urlsafe())


def _fits(password_hash: str | None, password: str) -> bool:
    try:
        return HASHER.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False


def fingerprint(account: AdminAccount) -> str:
    """Changes with the password, so that a session does not outlive it."""
    return hashlib.sha256(account.password_hash.encode()).hexdigest()[:32]


async def log_in(
    accounts: AdminRepository, email: str, password: str, address: str
) -> AdminAccount | None:
    """The operator; nothing tells an unknown account from a wrong password."""
    email = email.strip().lower()
    within = await accounts.count(BY_ADDRESS, address)
    if not (await accounts.count(BY_ACCOUNT, email) and within):
        return None  # for unknown accounts too, and before anything slow
    account = await accounts.get(email)
    await accounts.commit()  # no connection waits for the slow hash
    known = account.password_hash if account is not None else None
    right = await _in_thread(_fits, known, password[: LONGEST + 1])
    if account is None or not (account.active and right):
        return None
    await accounts.forget(BY_ACCOUNT, email)
    await accounts.commit()
    return account


async def current(accounts: AdminRepository, email: str, mark: str) -> AdminAccount | None:
    """The operator of a session, unless deactivated or given a new password meanwhile."""
    account = await accounts.get(email)
    if account is None or not account.active:
        return None
    return account if hmac.compare_digest(fingerprint(account).encode(), mark.encode()) else None


async def create(accounts: AdminRepository, email: str, password: str) -> None:
    hashed = await _in_thread(HASHER.hash, password)
    accounts.add(AdminAccount(email=email.lower(), password_hash=hashed))
    try:
        await accounts.commit()
    except ConstraintError:
        raise DomainError("There is such an operator already.") from None


async def _need(accounts: AdminRepository, email: str) -> AdminAccount:
    account = await accounts.get(email)
    if account is None:
        raise DomainError("There is no such operator.")
    return account


async def set_active(accounts: AdminRepository, email: str, *, active: bool) -> None:
    account = await _need(accounts, email)
    account.active = active
    await accounts.commit()


async def set_password(accounts: AdminRepository, email: str, password: str) -> None:
    account = await _need(accounts, email)
    await accounts.commit()  # no connection waits for the slow hash
    account.password_hash = await _in_thread(HASHER.hash, password)
    await accounts.forget(BY_ACCOUNT, account.email)
    await accounts.commit()
