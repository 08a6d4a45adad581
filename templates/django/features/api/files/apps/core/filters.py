from typing import override

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
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
