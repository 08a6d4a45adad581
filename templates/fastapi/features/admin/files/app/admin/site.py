"""The pages of the operators, at /admin: SQLAdmin with a login of its own, read-only by default."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from sqladmin import Admin
from sqladmin.authentication import AuthenticationBackend
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.admin import service
from app.admin.repository import AdminRepository
from app.admin.views import VIEWS
from app.core.config import Settings

PATH = "/admin"
HOURS = 8
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "connect-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'"
)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class GuardMiddleware:
    """The pages' own policy, and a check of who sends what changes something."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                # Without a referrer, forms would say that they come from nowhere.
                headers["Referrer-Policy"] = "same-origin"
                if "/statics/" not in scope["path"]:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        if scope["type"] == "http" and scope["method"] not in SAFE and not _is_own(scope):
            refusal = PlainTextResponse("From another page.", HTTPStatus.FORBIDDEN)
            await refusal(scope, receive, send_guarded)
            return
        await self.app(scope, receive, send_guarded)


def _is_own(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return headers.get("origin") == f"{scope['scheme']}://{headers.get('host', '')}"


class Login(AuthenticationBackend):
    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._app = app
        self.middlewares = [
            Middleware(GuardMiddleware),
            Middleware(
                SessionMiddleware,
                secret_key=settings.admin_secret,
                session_cookie="__Secure-admin" if settings.production else "admin",
                max_age=HOURS * 3600,
                path=PATH,
                same_site="strict",
                https_only=settings.production,
            ),
        ]

    async def login(self, request: Request) -> bool:
        form = await request.form(max_files=0, max_fields=2)
        email, password = str(form.get("username", "")), str(form.get("password", ""))
        address = request.client.host if request.client else ""
        async with self._app.state.sessions() as session:
            account = await service.log_in(AdminRepository(session), email, password, address)
        request.session.clear()
        if account is None:
            return False
        request.session.update(email=account.email, mark=service.fingerprint(account))
        return True

    async def logout(self, request: Request) -> bool:
        request.session.clear()
        return False

    async def authenticate(self, request: Request) -> bool:
        email, mark = request.session.get("email", ""), request.session.get("mark", "")
        async with self._app.state.sessions() as session:
            account = await service.current(AdminRepository(session), email, mark)
        return account is not None

    async def get_user_id(self, request: Request) -> Any:
        return request.session.get("email")


def install(app: FastAPI, settings: Settings, title: str) -> None:
    # The database is known when the application starts: the lifespan binds these sessions.
    app.state.admin_sessions = async_sessionmaker(class_=AsyncSession)
    admin = Admin(
        app,
        session_maker=app.state.admin_sessions,
        base_url=PATH,
        title=title,
        favicon_url="data:,",  # none: a browser would ask for /favicon.ico
        authentication_backend=Login(app, settings),
    )
    for view in VIEWS:
        admin.add_view(view)
