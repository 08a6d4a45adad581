"""What the items service refuses."""

from collections.abc import Iterable
from http import HTTPStatus

from app.core.errors import DomainError, FieldProblem

TAKEN = "Another item has this name."


class ItemNotFoundError(DomainError):
    status = HTTPStatus.NOT_FOUND

    def __init__(self) -> None:
        super().__init__("There is no such item.")


class ItemNameTakenError(DomainError):
    """With the places of the names in a batch, where there is one."""

    status = HTTPStatus.CONFLICT

    def __init__(self, rows: Iterable[int] = ()) -> None:
        errors = [FieldProblem(location=f"body.items.{row}.name", message=TAKEN) for row in rows]
        super().__init__("No item was created: names are taken." if errors else TAKEN, errors)
