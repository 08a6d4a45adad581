"""What views of all domains begin with."""

from typing import ClassVar

from sqladmin import ModelView


class ReadOnly(ModelView):
    """Shows, and changes nothing: a view that may do more says so itself."""

    can_create: ClassVar[bool] = False
    can_edit: ClassVar[bool] = False
    can_delete: ClassVar[bool] = False
    can_export: ClassVar[bool] = False
    can_import: ClassVar[bool] = False
    page_size: ClassVar[int] = 50
