"""Tokens for programs and apps: asked for with a password, shown once, kept as a digest."""

from http import HTTPStatus
from typing import override

from django.contrib.auth import authenticate
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.users.authentication import BearerAuthentication


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document calls it."""

    target_class = BearerAuthentication
    name = "token"

    @override
    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class CredentialsSerializer(serializers.Serializer[None]):
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=1000, trim_whitespace=False)


class TokenSerializer(serializers.Serializer[AuthToken]):
    token = serializers.CharField(help_text="Shown this once.")
    expiry = serializers.DateTimeField(help_text="When it ends; ask for another one before.")


class Tokens(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @override
    def get_authenticate_header(self, request: Request) -> str:
        """Without one, a wrong password would be answered 403."""
        return "Bearer"

    @extend_schema(
        operation_id="tokens_create",
        request=CredentialsSerializer,
        responses={201: TokenSerializer},
    )
    def post(self, request: Request) -> Response:
        """Gives a token for an e-mail address and its password."""
        given = CredentialsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = authenticate(
            request._request,  # noqa: SLF001  (the lock on failures marks this one)
            username=given.validated_data["email"],
            password=given.validated_data["password"],
        )
        if user is None:
            raise AuthenticationFailed("The address or the password is not right.")
        AuthToken.objects.filter(user=user, expiry__lt=timezone.now()).delete()
        entry, token = AuthToken.objects.create(user)
        return Response({"token": token, "expiry": entry.expiry}, status=HTTPStatus.CREATED)


class CurrentToken(APIView):
    authentication_classes = (BearerAuthentication,)

    @extend_schema(operation_id="tokens_destroy", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Ends the token that this request came with."""
        request.auth.delete()
        return Response(status=HTTPStatus.NO_CONTENT)
