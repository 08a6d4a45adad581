from typing import Any

import pytest
from django.test import Client, RequestFactory
from rest_framework.exceptions import ValidationError

from apps.core.errors import ConflictError
from apps.core.problems import document_problems, exception_handler, server_error


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/x", "application/problem+json"), ("/x", "text/html")]
)
def test_failure_is_answered_in_the_language_of_its_path(path: str, kind: str) -> None:
    response = server_error(RequestFactory().get(path))
    assert response.status_code == 500
    assert response.headers["Content-Type"].startswith(kind)


def test_conflict_is_409() -> None:
    response = exception_handler(ConflictError("taken"), {})
    assert response is not None
    assert response.status_code == 409
    assert response.data["detail"] == "taken"


def test_errors_of_the_whole_request_have_no_field() -> None:
    response = exception_handler(ValidationError(["wrong"]), {})
    assert response is not None
    assert response.data["errors"] == {"": ["wrong"]}


def test_unexpected_errors_are_left_to_the_server() -> None:
    assert exception_handler(RuntimeError("bug"), {}) is None


def test_failing_view_answers_with_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("bug with a s3cret")

    monkeypatch.setattr("drf_spectacular.views.SpectacularAPIView.get", fail)
    response = Client(raise_request_exception=False).get("/api/schema")
    assert response.status_code == 500
    assert response.json()["title"] == "Internal Server Error"
    assert "s3cret" not in response.text


def test_operations_get_the_errors_of_their_kind() -> None:
    plain: dict[str, Any] = {"responses": {"200": {}}}
    search: dict[str, Any] = {"responses": {"200": {}}, "parameters": [{"name": "title"}]}
    change: dict[str, Any] = {"responses": {"200": {}}, "requestBody": {}}
    paths = {"/a": {"get": search, "post": change, "delete": plain}}
    document_problems({"paths": paths}, None, None, public=True)
    assert list(plain["responses"]) == ["200", "403", "406", "429"]
    assert list(search["responses"]) == ["200", "400", "403", "404", "406", "429"]
    assert list(change["responses"]) == ["200", "400", "403", "406", "409", "415", "429"]
