"""Mail: through the server that MAIL_URL names, or to the terminal where there is none."""

import asyncio
import smtplib
import ssl
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

TIMEOUT = 10  # seconds for each step of the conversation with the server
PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}


class MailServer(NamedTuple):
    scheme: str  # one of PORTS
    host: str
    port: int
    user: str
    password: str


def parse(url: str) -> MailServer:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("MAIL_URL is not a valid address") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("MAIL_URL must look like smtp+tls://user:password@host:587")
    return MailServer(
        parts.scheme,
        parts.hostname,
        port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def _deliver(server: MailServer, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if server.scheme == "smtps":
        smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    with smtp:
        if server.scheme == "smtp+tls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.send_message(message)


async def send(url: str | None, sender: str, to: str, subject: str, text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    # Filters take mail without these two for spam.
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    message.set_content(text)
    if url is None:
        sys.stderr.write(f"\nMail to {to}: {subject}\n\n{text}\n")
        return
    await asyncio.to_thread(_deliver, parse(url), message)
