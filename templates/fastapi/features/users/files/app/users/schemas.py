"""What the API takes and gives for users."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictBool, StringConstraints

# As browsers check it in forms; whether it exists is what the mail to it shows.
EMAIL = (
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$"
)
Email = Annotated[str, StringConstraints(max_length=254, pattern=EMAIL), AfterValidator(str.lower)]
GivenPassword = Annotated[str, StringConstraints(min_length=1, max_length=128)]
NewPassword = Annotated[str, StringConstraints(min_length=12, max_length=128)]
MailToken = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Address(_Body):
    email: Email


class SignIn(_Body):
    email: Email
    password: GivenPassword


class Registration(_Body):
    email: Email
    password: NewPassword


class Verification(_Body):
    token: MailToken


class PasswordReset(_Body):
    token: MailToken
    password: NewPassword


class UserPatch(_Body):
    is_active: StrictBool


class SignedIn(BaseModel):
    access_token: str
    token_type: Literal["bearer"]
    expires_in: int  # seconds


class UserRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str
    is_active: bool
    is_superuser: bool
    is_verified: bool
    created_at: datetime
