import re
from contextlib import suppress
from typing import Any, override

from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

TOKEN = re.compile(rb"[\w-]{20,100}")


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]
    """`Authorization: Bearer ...`; what cannot be a token is not looked up."""

    @override
    def authenticate_credentials(self, token: bytes) -> Any:
        """Asks once, by the digest; the original looks at all tokens of the user each time."""
        entry = None
        if TOKEN.fullmatch(token):
            with suppress(AuthToken.DoesNotExist):
                known = AuthToken.objects.select_related("user")
                entry = known.get(digest=hash_token(token.decode()))
        if entry is None or (entry.expiry and entry.expiry < timezone.now()):
            raise AuthenticationFailed(_("Invalid token."))
        return self.validate_user(entry)
