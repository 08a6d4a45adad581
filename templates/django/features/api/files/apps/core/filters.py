from typing import override

from django_filters import rest_framework as filters


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
                    self.form.add_error(name, "Not a value of this filter.")
        return not self.form.errors
