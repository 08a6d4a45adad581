"""What operators see."""

from app.admin.read_only import ReadOnly
from app.items.admin import ItemAdmin

VIEWS: list[type[ReadOnly]] = [
    # One line per table.
    ItemAdmin,
]
