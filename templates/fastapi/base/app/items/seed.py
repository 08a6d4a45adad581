"""Sample items for development."""

from app.core.db import Session
from app.items.models import Item
from app.items.repository import ItemRepository

NAMES = ("First item", "Second item", "Third item")


async def seed(session: Session) -> int:
    """Add what is missing; items that are there already stay as they are."""
    items = ItemRepository(session)
    taken = await items.names_taken(NAMES)
    missing = [name for name in NAMES if name not in taken]
    items.add(*(Item(name=name, description=f"{name} of the sample data.") for name in missing))
    await items.commit()
    return len(missing)
