"""The page that lies on top of a citizen's own copy, and says what is what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.clock import in_india
from core.runtime import Runtime
from core.texts import Language, Text, text

HEADING = text(
    "This is a copy of all data that the police's citizen services hold of you, made on {at}."
)
LAW = text(
    "You have a right to it by section 11 of the Digital Personal Data Protection Act, 2023. It is"
    " as personal as what it tells: give it to nobody whom you would not tell all of this."
)
READING = text(
    "Files that end in .json can be opened with any text editor. Times are Indian Standard Time."
)
CONTENTS = (
    ("profile.json", text("what you have told of yourself, and how you sign in")),
    ("requests.json", text("your requests, each step of them, and which files belong to them")),
    ("consents.json", text("the notices that you have agreed to, and when")),
    ("notifications.json", text("what you were told, and by which way")),
    ("sessions.json", text("when your devices were signed in and last used")),
    ("waiting_files.json", text("files that you have uploaded and no request names yet")),
    ("files/", text("the files that you have sent, in a folder for each request")),
    ("documents/", text("the papers that were made for you, in their newest copy")),
)
OF_SERVICE = text("what {service} holds of you beside your requests")
WORDS = text("Words in these files:")
GLOSSARY = (
    ("null", text("nothing is known of this, or it has not happened")),
    (
        "channels, channel, deliveries",
        text("the ways by which you are told, and whether you want each; IN_APP is the portal"),
    ),
    (
        "WAITING, SENDING, SENT, FAILED, DEAD",
        text("how far a message has come; FAILED is tried again, DEAD is given up"),
    ),
    ("due_at", text("until when the police must have acted")),
    ("by", text("who took a step: CITIZEN is you, SYSTEM is the platform itself")),
    ("reason_code, revocation_code", text("a reason, as a code")),
    ("purpose", text("what a file was sent for, or what a notice has your data used for")),
    (
        "scan_state",
        text(
            "whether a file is free of malicious software: CLEAN, INFECTED, PENDING when it has not"
            " been scanned yet, SKIPPED when nothing scans here"
        ),
    ),
    (
        "packed_as",
        text("where a file lies in this copy; null when it may hold malicious software"),
    ),
    ("checks", text("how often somebody has checked whether a paper is genuine")),
    ("text_sha256", text("a fingerprint of the very text of the notice that you have agreed to")),
)


def readme(runtime: Runtime, language: Language, services: Mapping[str, Text | str]) -> str:
    """The page in the citizen's language; `services`, by code with their titles, have a file of
    their own.
    """
    own = [
        (f"{code}.json", text(OF_SERVICE.message, service=title))
        for code, title in services.items()
    ]
    lines = [*CONTENTS[:2], *own, *CONTENTS[2:]]
    heading = text(HEADING.message, at=in_india(runtime.now()))
    above, law, reading, words = (
        runtime.texts(each, language) for each in (heading, LAW, READING, WORDS)
    )
    listed, explained = (_listed(runtime, language, each) for each in (lines, GLOSSARY))
    return "\n\n".join([above, law, reading, listed, words, explained]) + "\n"


def _listed(runtime: Runtime, language: Language, lines: Iterable[tuple[str, Text]]) -> str:
    return "\n".join(f"{name}: {runtime.texts(what, language)}" for name, what in lines)
