from collections.abc import Sequence
from typing import Any, override

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from rest_framework.exceptions import ValidationError
from rest_framework.fields import CharField
from rest_framework.filters import OrderingFilter, SearchFilter, search_smart_split
from rest_framework.request import Request
from rest_framework.views import APIView


class FilterBackend(filters.DjangoFilterBackend):  # type: ignore[misc]
    """Builds the filters for requests that name some: that takes a tenth of a request."""

    @override
    def filter_queryset[M: Model](
        self, request: Request, queryset: QuerySet[M], view: APIView
    ) -> QuerySet[M]:
        if not request.query_params:
            return queryset
        filtered: QuerySet[M] = super().filter_queryset(request, queryset, view)
        return filtered


class StrictFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Refuses a value that says nothing, where others would leave the filter out.

    A program that sends `?archived=ture` or `?created_after=` has a mistake in it, and would get
    rows that it did not ask for.
    """

    @override
    def is_valid(self) -> bool:
        if super().is_valid():
            given = self.form.cleaned_data
            for name in self.filters:
                if name in self.data and given[name] is None:
                    self.form.add_error(name, _("Not a value of this filter."))
        return not self.form.errors


class StrictSearch(SearchFilter):
    """`?search=`: rows that hold every word, each in one of the view's `search_fields`."""

    max_length = 100

    @override
    def get_search_terms(self, request: Request) -> list[str]:
        given = request.query_params.get(self.search_param)
        if given is None:
            return []
        try:
            text = CharField(max_length=self.max_length).run_validation(given)
        except ValidationError as error:
            raise ValidationError({self.search_param: error.detail}) from error
        words = [word for word in search_smart_split(text) if word]
        if not words:
            raise ValidationError({self.search_param: _("Not a value of this filter.")})
        return words

    @override
    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        [parameter] = super().get_schema_operation_parameters(view)
        parameter["schema"] |= {"minLength": 1, "maxLength": self.max_length}
        return [parameter]


class StrictOrdering(OrderingFilter):
    """`?ordering=`: by one of the view's `ordering_fields`, downwards with a minus sign.

    Pages go on after the last value, so these fields have one in every row.
    """

    @override
    def get_ordering(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> Sequence[str] | None:
        given = request.query_params.get(self.ordering_param)
        if given is None:
            return self.get_default_ordering(view)
        if given not in self.choices(view):
            raise ValidationError({self.ordering_param: _("Not a value of this filter.")})
        return (given, "-id" if given.startswith("-") else "id")

    def choices(self, view: APIView) -> list[str]:
        fields: Sequence[str] = getattr(view, "ordering_fields", ())
        return [sign + field for field in fields for sign in ("", "-")]

    @override
    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        [parameter] = super().get_schema_operation_parameters(view)
        parameter["schema"] |= {"enum": self.choices(view)}
        return [parameter]
