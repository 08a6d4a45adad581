import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OWN_APPS = sorted({app.label for app in apps.get_app_configs() if app.name.startswith("apps.")})


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())


@pytest.mark.django_db(transaction=True)
def test_down_and_up_again() -> None:
    migrated = [
        label for label in OWN_APPS if label in MigrationExecutor(connection).loader.migrated_apps
    ]
    for label in migrated:
        call_command("migrate", label, "zero", verbosity=0)
    tables = set(connection.introspection.table_names())
    assert not tables & {
        model._meta.db_table  # noqa: SLF001
        for label in migrated
        for model in apps.get_app_config(label).get_models()
    }
    call_command("migrate", verbosity=0)
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())
