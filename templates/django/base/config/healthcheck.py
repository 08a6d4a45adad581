"""Health check of the image: ends with 0 if the address answers exactly 200, else with 1.

Redirects are not followed: a page that says "go elsewhere" is not a healthy application.
"""

import http.client
import sys
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 5


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
        print(f"{url}: {error}", file=sys.stderr)
        return 1
    if status != http.HTTPStatus.OK:
        print(f"{url}: status {status}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
