"""How many parts an SMS has: GSM 03.38 (3GPP TS 23.038) where its alphabet suffices, else UCS-2."""

from __future__ import annotations

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM_LENGTHS = (160, 153)
_UCS2_LENGTHS = (70, 67)


def is_unicode(text: str) -> bool:
    """Whether a text holds what the GSM alphabet lacks, as every Hindi one does."""
    return not _GSM.union(_GSM_EXTENSION).issuperset(text)


def parts(text: str) -> int:
    """Into how many messages a text is cut. No character is cut in two: neither the two septets of
    an extension nor the two code units of what lies beyond the first 65,536.
    """
    if is_unicode(text):
        return _count([2 if ord(character) > 0xFFFF else 1 for character in text], *_UCS2_LENGTHS)
    return _count([2 if character in _GSM_EXTENSION else 1 for character in text], *_GSM_LENGTHS)


def _count(widths: list[int], single: int, of_several: int) -> int:
    if sum(widths) <= single:
        return 1
    count, room = 1, of_several
    for width in widths:
        if width > room:
            count, room = count + 1, of_several
        room -= width
    return count
