"""API keys."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from app.core.models import UtcDatetimeField


class Migration(migrations.Migration):
    initial = True
    operations = [
        ops.CreateModel(
            name="ApiKey",
            fields=[
                ("id", fields.CharField(primary_key=True, max_length=12, unique=True)),
                ("name", fields.CharField(max_length=200)),
                ("secret_sha256", fields.CharField(max_length=64)),
                ("scopes", fields.JSONField()),
                ("created_at", UtcDatetimeField()),
                ("expires_at", UtcDatetimeField(null=True)),
                ("revoked_at", UtcDatetimeField(null=True)),
                ("last_used_at", UtcDatetimeField(null=True)),
            ],
            options={"table": "api_key", "app": "app", "pk_attr": "id"},
            bases=["Base"],
        ),
    ]
