"""What the users service refuses."""

from datetime import timedelta
from http import HTTPStatus

from app.core.errors import DomainError, FieldProblem


class SignInFailedError(DomainError):
    """The same answer for an unknown address, a wrong password and a user who is locked out."""

    status = HTTPStatus.UNAUTHORIZED
    headers = {"WWW-Authenticate": "Bearer"}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__("The address or the password is wrong.")


class NotVerifiedError(DomainError):
    """Only who knows the password learns this."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self) -> None:
        super().__init__("The address has to be confirmed first: a mail tells how.")


class TooManyAttemptsError(DomainError):
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, wait: timedelta) -> None:
        super().__init__("Too many attempts for this address: try again later.")
        self.headers = {"Retry-After": str(int(wait.total_seconds()) + 1)}


class UnknownTokenError(DomainError):
    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is no such token: it is over, or was used before.")


class UserNotFoundError(DomainError):
    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is no such user.")


class UserExistsError(DomainError):
    status = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("There is a user with this address.")


class OwnAccountError(DomainError):
    status = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("Nobody changes this of themselves: the last superuser could get lost.")


class WeakPasswordError(DomainError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, reason: str) -> None:
        super().__init__(
            "The request is not valid.", [FieldProblem(location="body.password", message=reason)]
        )
