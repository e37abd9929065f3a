"""The pictures of a form: stored at once, so that nothing is lost when the form comes back. What
opens them is in the form alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from core import RequestError
from plugins.tips import pictures
from plugins.tips.attachment_store import MOST_ATTACHMENTS, TOO_MANY
from plugins.tips.page import Visit
from plugins.tips.page_faults import Fault, Faults, message_of
from plugins.tips.page_texts import LEFT_OUT

PLACE = "pictures"


@dataclass(frozen=True)
class Kept:
    """The tokens of a form's pictures, and what is wrong with others."""

    tokens: list[str]
    faults: Faults


async def kept_pictures(visit: Visit) -> Kept:
    """Those that came before and are still wanted, then those that came now."""
    tokens, refused = visit.form.all("kept")[:MOST_ATTACHMENTS], [LEFT_OUT] * visit.form.left_out
    for content in visit.form.files:
        if len(tokens) == MOST_ATTACHMENTS:
            refused.append(TOO_MANY)
            break
        try:
            tokens.append(await pictures.take(visit.request, visit.context, content))
        except RequestError as error:
            refused.append(message_of(error))
    found = tuple(Fault(PLACE, message) for message in refused)
    return Kept(tokens, Faults(found, 422 if found else 200))
