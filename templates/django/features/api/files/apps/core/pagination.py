from typing import Any, override

from django.core.exceptions import ValidationError as NoValueError
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView


class NewestFirst(CursorPagination):
    """Pages that stay stable while rows are added; every listed model has `created_at`."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = ("-created_at", "-id")

    @override
    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """A cursor may come from pages in another order, whose values are no dates."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except NoValueError as error:
            raise NotFound(self.invalid_cursor_message) from error

    @override
    def decode_cursor(self, request: Request) -> Cursor | None:
        cursor = super().decode_cursor(request)
        if cursor and "\0" in str(cursor.position):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    @override
    def get_page_size(self, request: Request) -> int:
        """Tells what is wrong with a size, instead of taking the usual one."""
        given = request.query_params.get(self.page_size_query_param)
        if given is None:
            return self.page_size
        if not given.isdecimal() or not 1 <= int(given) <= self.max_page_size:
            why = _("Not a number from 1 to %(most)s.") % {"most": self.max_page_size}
            raise ValidationError({"page_size": why})
        return int(given)

    @override
    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for one in parameters:
            if one["name"] == self.page_size_query_param:
                one["schema"] |= {"minimum": 1, "maximum": self.max_page_size}
        return parameters

    @override
    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }
