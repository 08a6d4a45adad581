"""Version 1 of the API: every domain hangs its router in here."""

from fastapi import APIRouter

from app.api.openapi import problems
from app.items.router import router as items

router = APIRouter(prefix="/v1", responses=problems(400))
router.include_router(items)
