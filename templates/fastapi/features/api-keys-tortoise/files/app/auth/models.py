"""Table of the API keys."""

from datetime import datetime

from tortoise import fields

from app.core.models import Base, UtcDatetimeField


class ApiKey(Base):
    id = fields.CharField(max_length=12, primary_key=True)
    name = fields.CharField(max_length=200)
    # In hexadecimal digits. A slow hash is for passwords: this secret has 256 random bits.
    secret_sha256 = fields.CharField(max_length=64)
    scopes = fields.JSONField[list[str]]()
    created_at = UtcDatetimeField()
    expires_at = UtcDatetimeField[datetime | None](null=True)
    revoked_at = UtcDatetimeField[datetime | None](null=True)
    last_used_at = UtcDatetimeField[datetime | None](null=True)

    class Meta:
        table = "api_key"

    def is_good(self, moment: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or moment < self.expires_at)
