import datetime as dt
from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers


class MomentField(serializers.DateTimeField):
    """Says moments in UTC, whatever the time zone of the pages is.

    The original asks for that time zone with every value: a twelfth of the time for a long list.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"default_timezone": dt.UTC} | options)


class ModelSerializer[M: models.Model](serializers.ModelSerializer[M]):
    serializer_field_mapping: ClassVar = serializers.ModelSerializer.serializer_field_mapping | {
        models.DateTimeField: MomentField
    }
