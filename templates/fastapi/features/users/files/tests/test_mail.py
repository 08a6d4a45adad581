"""Mail: addresses of servers, and a conversation with one."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.parser import HeaderParser
from email.utils import parsedate_to_datetime

import pytest

from app.core import mail
from app.core.mail import MailServer


class Server:
    """Takes every mail, and remembers what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.port = 0

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = "220 ready"
        while True:
            writer.write(f"{answer}\r\n".encode())
            line = (await reader.readline()).decode().rstrip()
            self.said.append(line)
            verb = line.partition(" ")[0].upper()
            if verb == "EHLO":
                answer = "250-here\r\n250 AUTH PLAIN"
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                while (line := (await reader.readline()).decode().rstrip()) != ".":
                    self.said.append(line)
                answer = "250 taken"
            elif verb in {"QUIT", ""}:
                writer.write(b"221 bye\r\n")
                writer.close()
                return
            else:
                answer = "235 fine" if verb == "AUTH" else "250 fine"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    async with await asyncio.start_server(server.converse, "127.0.0.1", 0) as listening:
        server.port = listening.sockets[0].getsockname()[1]
        yield server


async def test_delivery(server: Server) -> None:
    url = f"smtp://ada:pass%40word@127.0.0.1:{server.port}"
    await mail.send(url, "App <app@example.com>", "ada@example.com", "Grüße", "Hello\n\näöü\n")
    said = "\n".join(server.said)
    assert "mail from:<app@example.com>" in said.lower()
    assert "rcpt to:<ada@example.com>" in said.lower()
    assert "AUTH PLAIN" in said
    assert "Subject: =?utf-8?" in said
    assert "From: App <app@example.com>" in said
    headers = HeaderParser().parsestr("\n".join(server.said[server.said.index("data") + 1 :]))
    sent = parsedate_to_datetime(headers["Date"])
    assert abs(datetime.now(UTC) - sent.replace(tzinfo=UTC)) < timedelta(minutes=1)
    assert re.fullmatch(r"<[^@\s]+@example\.com>", headers["Message-ID"])


async def test_server_without_encryption_is_refused(server: Server) -> None:
    url = f"smtp+tls://127.0.0.1:{server.port}"
    with pytest.raises(OSError, match="STARTTLS"):
        await mail.send(url, "app@example.com", "ada@example.com", "Hello", "Hello\n")
    assert "data" not in server.said


async def test_nobody_answers() -> None:
    with pytest.raises(OSError, match="refused"):
        await mail.send("smtps://127.0.0.1:1", "app@example.com", "a@example.com", "Hello", "")


async def test_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    await mail.send(None, "app@example.com", "ada@example.com", "Hello", "Some text\n")
    written = capsys.readouterr().err
    assert "ada@example.com: Hello" in written
    assert "Some text" in written


async def test_headers_cannot_be_added() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        await mail.send(None, "app@example.com", "ada@example.com", "Hello\nBcc: eve@x.de", "")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail", MailServer("smtp", "mail", 25, "", "")),
        ("smtps://a:b%3Ac@mail", MailServer("smtps", "mail", 465, "a", "b:c")),
        ("smtp+tls://a%40b@mail:2525", MailServer("smtp+tls", "mail", 2525, "a@b", "")),
    ],
)
def test_addresses(url: str, server: MailServer) -> None:
    assert mail.parse(url) == server


@pytest.mark.parametrize("url", ["mail.example.com", "http://mail", "smtp://", "smtp://mail:port"])
def test_no_addresses(url: str) -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        mail.parse(url)
