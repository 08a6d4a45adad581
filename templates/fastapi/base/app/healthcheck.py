"""Probe of the container: ends with 0 only when the address answers exactly 200.

Redirects are not followed: a page that says "go elsewhere" is not a healthy application.
"""

import http.client
import sys
from http import HTTPStatus
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 4


def status_of(url: str) -> int:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(
        address.hostname or "127.0.0.1", address.port, timeout=TIMEOUT_SECONDS
    )
    try:
        connection.request("GET", address.path or "/")
        return connection.getresponse().status
    finally:
        connection.close()


def main(url: str) -> int:
    try:
        status = status_of(url)
    except (OSError, http.client.HTTPException) as error:
        sys.stderr.write(f"{url}: {error}\n")
        return 1
    if status != HTTPStatus.OK:
        sys.stderr.write(f"{url}: status {status}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
