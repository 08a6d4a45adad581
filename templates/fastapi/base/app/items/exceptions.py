"""What the items service refuses."""

from http import HTTPStatus

from app.core.errors import DomainError


class ItemNotFoundError(DomainError):
    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is no such item.")


class ItemNameTakenError(DomainError):
    status = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("Another item has this name.")
