"""A letter as e-mail: the same words as plain text and as HTML."""

from __future__ import annotations

from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from core.clock import IST
from core.notifications.channels import Letter
from core.settings import Settings
from core.texts import Texts, text

PORTAL = text("Open the portal")
AUTOMATIC = text("This message was sent automatically. Answers to it are not read.")

_layouts = Environment(
    loader=PackageLoader("core.notifications"),
    autoescape=select_autoescape(["html"], default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def compose(
    letter: Letter, settings: Settings, texts: Texts, sender: str, now: datetime
) -> MIMEMultipart:
    """The message in the letter's language. Its Message-ID holds the letter's id, so that a second
    sending can be known.
    """
    language = letter.language
    names = settings.state.name
    state = names.get(language) or next(iter(names.values()))
    values: dict[str, Any] = {
        "language": language.value,
        "state": state,
        "subject": letter.subject,
        "paragraphs": [line for line in letter.text.splitlines() if line.strip()],
        # a code comes without a link: who sends both is a fraud
        "portal": "" if letter.is_code else settings.public_url,
        "open_portal": texts(PORTAL, language),
        "automatic": texts(AUTOMATIC, language),
    }
    message = MIMEMultipart("alternative")
    message["From"] = _mailbox(state, sender)
    message["To"] = letter.to
    message["Subject"] = Header(letter.subject, header_name="Subject").encode()
    message["Date"] = format_datetime(now.astimezone(IST))
    message["Message-ID"] = f"<{letter.id}@{urlsplit(settings.public_url).hostname}>"
    message["Content-Language"] = language.value
    message["Auto-Submitted"] = "auto-generated"
    message.attach(MIMEText(_layouts.get_template("mail.txt").render(values), "plain", "utf-8"))
    message.attach(MIMEText(_layouts.get_template("mail.html").render(values), "html", "utf-8"))
    return message


def _mailbox(name: str, address: str) -> str:
    """`Header` cuts a long name into words of legal length, where EmailMessage (Python 3.11) loses
    spaces between them.
    """
    if name.isascii():
        return formataddr((name, address))
    return f"{Header(name, 'utf-8').encode()} <{address}>"
