"""Sample items for development."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.items.models import Item

NAMES = ("First item", "Second item", "Third item")


async def seed(session: AsyncSession) -> int:
    """Add what is missing; items that are there already stay as they are."""
    present = set(await session.scalars(select(Item.name).where(Item.name.in_(NAMES))))
    missing = [name for name in NAMES if name not in present]
    session.add_all(Item(name=name, description=f"{name} of the sample data.") for name in missing)
    await session.commit()
    return len(missing)
