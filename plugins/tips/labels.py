"""What the tipster reads as a tip's status."""

from __future__ import annotations

from dataclasses import replace

from core import Text
from plugins.tips.models import TipState
from plugins.tips.settings import StatusSettings, TipsSettings
from plugins.tips.texts import text

LABELS = {
    TipState.RECEIVED: text("Received: the police have not taken it up yet"),
    TipState.TRIAGED: text("The police have read it and are looking into it"),
    TipState.PASSED_ON: text("Passed on to another unit of the police"),
    TipState.CLOSED_USEFUL: text("Closed: it has helped. Thank you"),
    TipState.CLOSED_NOT_USEFUL: text("Closed: nothing came of it this time"),
    TipState.CLOSED_DUPLICATE: text("Closed: the police knew of it already"),
    TipState.CLOSED_NOT_POLICE: text("Closed: this is not for the police to see to"),
}


def state_label(settings: TipsSettings, state: TipState) -> Text:
    """The label of a status, in the state's own words where it has some."""
    own = settings.statuses.get(state.value, StatusSettings()).label
    return replace(LABELS[state], words={language.value: line for language, line in own.items()})
