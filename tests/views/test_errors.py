import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from cooperation.views import errors
from cooperation.views.middleware import PlainErrors

pytestmark = pytest.mark.django_db

HANDLERS = [
    (errors.bad_request, 400),
    (errors.forbidden, 403),
    (errors.not_found, 404),
    (errors.method_not_allowed, 405),
    (errors.too_many_requests, 429),
    (errors.server_error, 500),
    (errors.unavailable, 503),
]


@pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
@pytest.mark.parametrize(("handler", "status"), HANDLERS)
def test_errors_are_pages_in_the_language_of_the_path(handler, status, language):
    response = handler(RequestFactory().get(f"/{language}/"))

    assert response.status_code == status
    assert f'<html lang="{language}"' in response.content.decode()


def test_form_in_another_charset_is_refused():
    response = Client().post("/admin/login/", b"a=b", content_type="application/x-www-form-urlencoded; charset=utf-7")

    assert response.status_code == 400


def test_locked_database_says_come_back():
    answer = PlainErrors(lambda request: None).process_exception(
        RequestFactory().get("/en/"), OperationalError("database is locked")
    )

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_missing_page_is_a_404_in_words(client):
    response = client.get("/ru/nothing-here/")

    assert response.status_code == 404
    assert '<html lang="ru"' in response.content.decode()


def test_root_leads_to_the_readers_language(client):
    response = client.get("/", headers={"accept-language": "zh-CN"})

    assert response.headers["Location"] == "/zh-hans/"
