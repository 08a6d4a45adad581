"""What can be done with users. Every function that writes is one transaction."""

import uuid
from datetime import timedelta

from fastapi_users.exceptions import InvalidResetPasswordToken, InvalidVerifyToken

from app.core.db import ConstraintError
from app.users.access import Access
from app.users.attempts import AttemptRepository, Limit
from app.users.exceptions import (
    NotVerifiedError,
    SignInFailedError,
    TooManyAttemptsError,
    UnknownTokenError,
    UserExistsError,
    UserNotFoundError,
    WeakPasswordError,
)
from app.users.mails import Kind
from app.users.models import NO_PASSWORD, User, now

SIGN_INS = Limit("sign-in", 5, timedelta(minutes=15))
# Of each kind: whoever registers an address again and again keeps nobody from a new password.
MAILS: dict[Kind, Limit] = {
    "confirm": Limit("mail to confirm", 3, timedelta(hours=1)),
    "reset": Limit("mail to reset", 3, timedelta(hours=1)),
}


def _require_strong(password: str, email: str) -> None:
    name = email.partition("@")[0]
    if len(name) >= 4 and name in password.lower():
        raise WeakPasswordError("It must not contain the address.")


async def register(access: Access, email: str, password: str) -> None:
    """A new user, or nothing: whoever asks cannot tell, and the mail says it to the right one."""
    _require_strong(password, email)
    hashed = await access.manager.hash_password(password)
    user = await access.users.get_by_email(email)
    if user is None:
        await access.users.create({"email": email, "hashed_password": hashed})
    elif not user.is_verified:
        # One of the two may be a stranger, whose password must not be confirmed by a click of the
        # other: neither counts, mails before do not work any more, and the next one lets its
        # reader choose.
        await access.users.update(user, {"hashed_password": NO_PASSWORD})
    try:
        await access.users.commit()
    except ConstraintError:  # somebody else registered it at the same time
        await register(access, email, password)


async def create(access: Access, email: str, password: str, *, superuser: bool) -> User:
    """By an operator, who knows whose address it is."""
    _require_strong(password, email)
    hashed = await access.manager.hash_password(password)
    user = await access.users.create(
        {
            "email": email,
            "hashed_password": hashed,
            "is_verified": True,
            "is_superuser": superuser,
        }
    )
    try:
        await access.users.commit()
    except ConstraintError as error:
        raise UserExistsError from error
    return user


async def may_be_mailed(attempts: AttemptRepository, kind: Kind, email: str) -> bool:
    """A mailbox must not be flooded through this application."""
    return await attempts.count(MAILS[kind], email) is None


async def sign_in(access: Access, attempts: AttemptRepository, email: str, password: str) -> str:
    """A new access token."""
    wait = await attempts.count(SIGN_INS, email)
    if wait is not None:
        raise TooManyAttemptsError(wait)
    user = await access.manager.check_password(email, password)
    if user is None or not user.is_active:
        raise SignInFailedError
    if not user.is_verified:
        raise NotVerifiedError
    await attempts.forget(SIGN_INS, email)
    await access.tokens.delete_of(user, made_before=now() - access.lifetime)
    token = await access.strategy.write_token(user)
    await access.users.commit()
    return token


async def sign_out(access: Access, token: str, user: User) -> None:
    await access.strategy.destroy_token(token, user)
    await access.users.commit()


async def verify(access: Access, token: str) -> None:
    try:
        await access.manager.verify(token)
    except InvalidVerifyToken:
        raise UnknownTokenError from None
    await access.users.commit()


async def reset_password(access: Access, attempts: AttemptRepository, token: str, new: str) -> None:
    """Whoever is signed in with the old password is signed out."""
    try:
        user = await access.manager.reset_password(token, new)
    except InvalidResetPasswordToken:
        raise UnknownTokenError from None
    _require_strong(new, user.email)
    await access.tokens.delete_of(user)
    await attempts.forget(SIGN_INS, user.email)
    await access.users.commit()


async def set_active(access: Access, user: User | None, *, active: bool) -> User:
    """Whoever is deactivated is signed out at once."""
    if user is None:
        raise UserNotFoundError
    await access.users.update(user, {"is_active": active})
    if not active:
        await access.tokens.delete_of(user)
    await access.users.commit()
    return user


async def find(access: Access, user_id: uuid.UUID) -> User | None:
    return await access.users.get(user_id)
