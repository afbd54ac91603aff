"""The style guide shows every component, and nobody but developers."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings

pytestmark = pytest.mark.django_db

TEMPLATES = Path(django_settings.BASE_DIR) / "templates"


def components():
    """Every template in the folder of components, and every part elsewhere that is called with arguments of its own."""
    parts = TEMPLATES.glob("*/_*.html")
    return {
        str(path.relative_to(TEMPLATES))
        for path in parts
        if path.parent.name == "components" or re.search(r"Arguments:", path.read_text())
    }


def shown(client):
    response = client.get("/styleguide/")
    assert response.status_code == 200
    return response


def test_it_is_not_there_for_the_public(client):
    assert client.get("/styleguide/").status_code == 404


def test_every_component_is_on_it(client, settings):
    settings.DEBUG = True
    used = {template.name for template in shown(client).templates if template.name}

    assert sorted(components() - used) == []


def test_every_status_has_its_badge(client, settings):
    settings.DEBUG = True
    styles = (Path(django_settings.BASE_DIR) / "static" / "css" / "components.css").read_text()
    badges = set(re.findall(r'class="badge badge--([a-z-]+)"', shown(client).content.decode()))

    assert len(badges) >= 15
    assert sorted(badge for badge in badges if f".badge--{badge}" not in styles) == []


def test_it_is_linked_from_nowhere_and_in_no_sitemap(client, settings):
    settings.DEBUG = True

    assert "styleguide" not in client.get("/en/").content.decode()
    assert "styleguide" not in client.get("/sitemap-pages-1.xml").content.decode()
