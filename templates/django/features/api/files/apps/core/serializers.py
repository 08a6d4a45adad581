import datetime as dt
from typing import Any, ClassVar, override

from django.db import models
from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.utils.model_meta import FieldInfo

type FieldParts = tuple[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]]


class MomentField(serializers.DateTimeField):
    """Says moments in UTC, whatever the time zone of the pages is.

    The original asks for that time zone with every value: a twelfth of the time for a long list.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"default_timezone": dt.UTC} | options)


class ModelSerializer[M: models.Model](serializers.ModelSerializer[M]):
    # No docstring: it would be the description of every model in the API's document.
    serializer_field_mapping: ClassVar = serializers.ModelSerializer.serializer_field_mapping | {
        models.DateTimeField: MomentField
    }
    _parts: ClassVar[dict[tuple[object, ...], FieldParts]] = {}

    @override
    def build_field(
        self, field_name: str, info: FieldInfo, model_class: type[M], nested_depth: int
    ) -> FieldParts:
        """Works out once what a field is made of: for a page of notes a twentieth of the time.

        Whether it needs a label depends on the language.
        """
        key = (type(self), model_class, field_name, nested_depth, get_language())
        if key not in self._parts:
            self._parts[key] = super().build_field(field_name, info, model_class, nested_depth)
        kind, options = self._parts[key]
        return kind, options.copy()
