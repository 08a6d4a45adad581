"""What all tables have in common."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Self

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.fields.data import DatetimeField
from tortoise.models import Model
from tortoise.queryset import QuerySet


class UtcDatetimeField[Moment: (datetime, datetime | None)](DatetimeField[Moment]):
    """A moment in UTC. SQLite keeps it as text, whose order is that of time in one zone only."""

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError("a moment needs a time zone")
            value = value.astimezone(UTC)
        return super().to_db_value(value, instance)

    def to_python_value(self, value: Any) -> Any:
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        aware = isinstance(value, datetime) and value.tzinfo is not None
        return value.astimezone(UTC) if aware else value


class Base(Model):
    """Notes which fields were changed, for the session to write them."""

    class Meta:
        abstract = True

    @property
    def changed(self) -> set[str]:
        """Fields that differ from what the database holds."""
        changed: set[str] = self.__dict__.setdefault("_changed", set())
        return changed

    def __setattr__(self, name: str, value: Any) -> None:
        # Tortoise goes past this when it loads a row.
        if name in self._meta.fields_db_projection and self.__dict__.get(name, value) != value:
            self.changed.add(name)
        super().__setattr__(name, value)

    @classmethod
    async def insert(cls, rows: Sequence[Self], client: BaseDBAsyncClient) -> None:
        if not cls._meta.pk.generated:
            await cls.bulk_create(rows, using_db=client)
            return
        for row in rows:  # each is told its id
            await row.save(using_db=client, force_create=True)

    def row(self) -> QuerySet[Self]:
        """Where it is in the database, if nobody was faster."""
        return type(self).filter(pk=self.pk)

    def changes(self) -> dict[str, Any]:
        """What is to be written."""
        changes = {name: getattr(self, name) for name in self.changed}
        for name, field in self._meta.fields_map.items():
            if isinstance(field, DatetimeField) and field.auto_now:
                changes[name] = datetime.now(UTC)
        return changes

    def written(self, changes: dict[str, Any]) -> None:
        """It is as the database holds it."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.changed.clear()
        self._saved_in_db = True


class Versioned(Base):
    """Counts its versions: a change that is based on an older one is refused."""

    version = fields.IntField(default=1)

    class Meta:
        abstract = True

    def row(self) -> QuerySet[Self]:
        return super().row().filter(version=self.version)

    def changes(self) -> dict[str, Any]:
        return {**super().changes(), "version": self.version + 1}
