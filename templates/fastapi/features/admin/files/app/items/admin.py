"""What operators see of the items."""

from typing import ClassVar

from app.admin.read_only import ReadOnly
from app.items.models import Item


class ItemAdmin(ReadOnly, model=Item):
    icon = "fa-solid fa-box"
    column_list: ClassVar = ["name", "created_at", "updated_at"]
    column_details_list: ClassVar = "__all__"
    column_searchable_list: ClassVar = ["name"]
    column_sortable_list: ClassVar = ["name", "created_at"]
    column_default_sort: ClassVar = [("created_at", True), ("id", True)]
