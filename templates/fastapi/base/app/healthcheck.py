"""Probe of the container: ends with 0 only when the address answers exactly 200."""

import sys
import urllib.request
from http import HTTPStatus


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def main(url: str) -> int:
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=4) as response:
            return int(response.status != HTTPStatus.OK)
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
