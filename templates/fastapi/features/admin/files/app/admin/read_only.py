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

    def get_details_columns(self) -> list[str]:
        """What the list shows, unless a view says more: no new column is shown by itself."""
        if self.column_details_list or self.column_details_exclude_list:
            return super().get_details_columns()
        return self.get_list_columns()
