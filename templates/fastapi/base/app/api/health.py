"""Probes for whatever runs the process."""

from typing import Literal

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel

from app.core.readiness import Readiness

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    status: Literal["ok", "unavailable"]
    checks: dict[str, Literal["ok", "unavailable"]]


@router.get("/livez")
async def live() -> Alive:
    """Whether the process answers; nothing else is asked."""
    return Alive()


@router.get("/readyz", responses={503: {"model": Ready, "description": "Something is missing"}})
async def ready(request: Request, response: Response) -> Ready:
    """Whether everything answers that the process depends on."""
    readiness: Readiness = request.app.state.readiness
    results = await readiness.probe()
    if not all(results.values()):
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Ready(
        status="ok" if all(results.values()) else "unavailable",
        checks={name: "ok" if fine else "unavailable" for name, fine in results.items()},
    )
