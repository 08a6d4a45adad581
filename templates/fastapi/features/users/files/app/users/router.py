"""HTTP side of the users.

The library has routes of its own. These answer errors as the rest of the API does, and tell
nobody which addresses are registered.
"""

import uuid
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends

from app.api.openapi import problems
from app.auth.caller import Caller, UnauthenticatedError
from app.auth.guard import requires
from app.auth.identify import BearerDep, identify
from app.users import service
from app.users.access import AccessDep, AttemptsDep
from app.users.exceptions import OwnAccountError
from app.users.mails import PostDep
from app.users.models import User
from app.users.schemas import (
    Address,
    PasswordReset,
    Registration,
    SignedIn,
    SignIn,
    UserPatch,
    UserRead,
    Verification,
)

router = APIRouter()
auth = APIRouter(prefix="/auth", tags=["auth"], responses=problems(422))
users = APIRouter(tags=["users"], responses=problems(401, 403, 422))


async def _current_user(caller: Annotated[Caller, Depends(identify)], access: AccessDep) -> User:
    user = await service.find(access, uuid.UUID(caller.id))
    if user is None:
        raise UnauthenticatedError(given=True)
    return user


CurrentUser = Annotated[User, Depends(_current_user)]


@auth.post("/register", status_code=HTTPStatus.ACCEPTED, responses=problems(413))
async def register(
    data: Registration, access: AccessDep, attempts: AttemptsDep, post: PostDep
) -> None:
    """A mail to the address tells how to go on, also when the address was registered before."""
    if await service.may_be_mailed(attempts, "confirm", data.email):
        await service.register(access, data.email, data.password)
        await post.take("confirm", data.email)


@auth.post("/verify/request", status_code=HTTPStatus.ACCEPTED, responses=problems(413))
async def request_verification(data: Address, attempts: AttemptsDep, post: PostDep) -> None:
    """Sends the mail of a registration once more."""
    if await service.may_be_mailed(attempts, "confirm", data.email):
        await post.take("confirm", data.email)


@auth.post("/verify", status_code=HTTPStatus.NO_CONTENT, responses=problems(404, 413))
async def verify(data: Verification, access: AccessDep) -> None:
    """With the token from the mail: the address is confirmed, and its user may log in."""
    await service.verify(access, data.token)


@auth.post("/password/forgot", status_code=HTTPStatus.ACCEPTED, responses=problems(413))
async def forgot_password(data: Address, attempts: AttemptsDep, post: PostDep) -> None:
    """Sends a mail that lets its reader choose a new password, if there is such a user."""
    if await service.may_be_mailed(attempts, "reset", data.email):
        await post.take("reset", data.email)


@auth.post("/password/reset", status_code=HTTPStatus.NO_CONTENT, responses=problems(404, 413))
async def reset_password(data: PasswordReset, access: AccessDep, attempts: AttemptsDep) -> None:
    """With the token from the mail. All access tokens of the user end."""
    await service.reset_password(access, attempts, data.token, data.password)


@auth.post("/login", responses=problems(401, 413, 429))
async def login(data: SignIn, access: AccessDep, attempts: AttemptsDep) -> SignedIn:
    """An access token. After five failures an address has to wait for 15 minutes."""
    seconds = int(access.lifetime.total_seconds())
    token = await service.sign_in(access, attempts, data.email, data.password)
    return SignedIn(access_token=token, token_type="bearer", expires_in=seconds)  # noqa: S106


@auth.post("/logout", status_code=HTTPStatus.NO_CONTENT, responses=problems(401))
async def logout(user: CurrentUser, given: BearerDep, access: AccessDep) -> None:
    """Ends the access token of this call."""
    if given is not None:
        await service.sign_out(access, given.credentials, user)


@users.get("/me")
async def me(user: CurrentUser) -> UserRead:
    return UserRead.model_validate(user)


@users.patch("/users/{user_id:uuid}", responses=problems(404, 409, 413))
async def change(
    user_id: uuid.UUID,
    data: UserPatch,
    access: AccessDep,
    caller: Annotated[Caller, requires("users:write")],
) -> UserRead:
    """For superusers. A user that is not active is signed out and cannot log in."""
    if caller.id == str(user_id):
        raise OwnAccountError
    user = await service.find(access, user_id)
    return UserRead.model_validate(await service.set_active(access, user, active=data.is_active))


router.include_router(auth)
router.include_router(users)
