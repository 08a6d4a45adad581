"""Tables of the users."""

import uuid
from datetime import UTC, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


def now() -> datetime:
    return datetime.now(UTC)


class User(Base):
    # The word alone is reserved in SQL.
    __tablename__ = "app_user"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    # In lower case: one mailbox is one user, however it is written.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    hashed_password: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_superuser: Mapped[bool] = mapped_column(default=False)
    is_verified: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class AccessToken(Base):
    __tablename__ = "access_token"

    # In hexadecimal digits. A slow hash is for passwords: this secret has 256 random bits.
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("app_user.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Attempts(Base):
    """How often something was tried within a window of time, which began with the first try."""

    __tablename__ = "attempts"

    # SHA-256 of what is counted: mail addresses of strangers are not kept.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int] = mapped_column()
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
