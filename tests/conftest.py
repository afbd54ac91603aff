from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client

from cooperation.charts import statements
from cooperation.editorial.loading import load
from cooperation.kinds import trade_cubes

FIXTURES = sorted(Path(django_settings.BASE_DIR, "fixtures").glob("*.json"))


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Pages in tests name static files as they are, without collecting and hashing them first."""
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    cache.clear()
    trade_cubes.forget()
    statements.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The registry's own records, loaded once; each test runs in a transaction on top of them."""
    with django_db_blocker.unblock():
        load(FIXTURES)


@pytest.fixture
def client():
    return Client()
