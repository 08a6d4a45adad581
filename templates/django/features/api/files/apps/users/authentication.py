import re
from typing import Any, override

from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

TOKEN = re.compile(rb"[\w-]{20,100}")


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]
    """`Authorization: Bearer ...`; what cannot be a token is not looked up."""

    @override
    def authenticate_credentials(self, token: bytes) -> Any:
        if not TOKEN.fullmatch(token):
            raise AuthenticationFailed("Invalid token.")
        return super().authenticate_credentials(token)
