"""The API: versions, schema, documentation."""

from typing import Any, override

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from apps.core.problems import not_found
from apps.notes.api import NoteViewSet
from apps.users.api import CurrentToken, Tokens


class Documentation(SpectacularSwaggerView):
    template_name = "api_docs.html"

    @override
    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(*args, **kwargs)
        # The view opens itself up for logins in a second window, which this API does not have.
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response


router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("notes", NoteViewSet, basename="note")

version_1 = [
    path("tokens", Tokens.as_view(), name="tokens"),
    path("tokens/current", CurrentToken.as_view(), name="token"),
    *router.urls,
]

urlpatterns = [
    path("v1/", include((version_1, "api"), namespace="v1")),
    path("schema", SpectacularAPIView.as_view(api_version="v1"), name="schema"),
    path("docs", Documentation.as_view(), name="docs"),
    re_path("", not_found),
]
