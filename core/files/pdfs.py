"""PDFs that could do something when opened are refused; the others are written anew."""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_END, BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from core.files.faults import FileFault, Refused
from core.files.jpeg_segments import without_metadata

MOST_OBJECTS, MOST_VALUES = 50_000, 200_000
MOST_GROWTH, FREE_GROWTH = 2, 65_536

ACTIVE_KEYS = frozenset(
    {"/AA", "/Collection", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/OPI", "/XFA"}
    | {"/RichMediaContent", "/RichMediaSettings"}
)
ACTIVE_KINDS = {
    "/S": frozenset(  # all actions of ISO 32000-2 but GoTo, URI and Named
        {"/GoTo3DView", "/GoToDp", "/GoToE", "/GoToR", "/Hide", "/ImportData", "/JavaScript"}
        | {"/Launch", "/Movie", "/Rendition", "/ResetForm", "/RichMediaExecute", "/SetOCGState"}
        | {"/Sound", "/SubmitForm", "/Thread", "/Trans"}
    ),
    "/Subtype": frozenset(
        {"/3D", "/FileAttachment", "/Movie", "/PS", "/RichMedia", "/Screen", "/Sound"}
    ),
}
LINKS = ("http://", "https://", "mailto:", "tel:")
PHOTO, FLATE = frozenset({"/DCTDecode", "/DCT"}), frozenset({"/FlateDecode", "/Fl"})
PRIVATE_KEYS = ("/Metadata", "/PieceInfo", "/Thumb")


def clean_pdf(source: BytesIO) -> BytesIO:
    """The pages, without who made them. What no page leads to is not written again."""
    clean = BytesIO()
    with _opened(source) as pdf:
        _check_start(pdf.Root)
        for holder in _dictionaries(pdf):
            _check(holder)
            _strip(pdf, holder)
        if not len(pdf.pages):
            raise Refused(FileFault.FILE_DAMAGED)
        del pdf.docinfo
        pdf.save(clean, deterministic_id=True, recompress_flate=True)
    # a page named a thousand times is written a thousand times
    if clean.tell() > MOST_GROWTH * source.seek(0, SEEK_END) + FREE_GROWTH:
        raise Refused(FileFault.FILE_TOO_LARGE)
    return clean


def _opened(source: BytesIO) -> Pdf:
    try:
        pdf = Pdf.open(source, attempt_recovery=False)
    except pikepdf.PasswordError:
        raise Refused(FileFault.FILE_ENCRYPTED) from None
    if pdf.is_encrypted:
        raise Refused(FileFault.FILE_ENCRYPTED)
    return pdf


def _dictionaries(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary and stream of the file, reachable or not."""
    if len(pdf.objects) > MOST_OBJECTS:
        raise Refused(FileFault.FILE_TOO_LARGE)
    left = MOST_VALUES
    for waiting in ([pdf.trailer], *([found] for found in pdf.objects)):
        while waiting:
            value = waiting.pop()
            if not isinstance(value, Dictionary | Stream | Array):
                continue
            inner: list[Object] | Array
            if isinstance(value, Array):
                inner = value
            else:
                yield value
                inner = [part for _, part in value.items()]
            if (left := left - len(inner)) < 0:
                raise Refused(FileFault.FILE_TOO_LARGE)
            waiting += [
                part
                for part in inner
                if isinstance(part, Dictionary | Array) and not part.is_indirect
            ]


def _check_start(root: Object) -> None:
    """What happens on opening may be a jump to a page, and nothing else."""
    action = root.get("/OpenAction")
    if isinstance(action, Dictionary) and (action.get("/S") != Name.GoTo or "/Next" in action):
        raise Refused(FileFault.FILE_ACTIVE)


def _check(holder: Object) -> None:
    if not ACTIVE_KEYS.isdisjoint(holder.keys()):
        raise Refused(FileFault.FILE_ACTIVE)
    if holder.get("/Subtype2") == Name.PS:
        raise Refused(FileFault.FILE_ACTIVE)
    for key, kinds in ACTIVE_KINDS.items():
        if str(holder.get(key)) in kinds:
            raise Refused(FileFault.FILE_ACTIVE)
    if holder.get("/S") == Name.URI and not str(holder.get("/URI")).lower().startswith(LINKS):
        raise Refused(FileFault.FILE_ACTIVE)
    if isinstance(holder, Stream) and ("/F" in holder or "/Ref" in holder):  # lies in another file
        raise Refused(FileFault.FILE_ACTIVE)


def _filters(stream: Object) -> list[str]:
    """How a stream is packed, outermost first."""
    named = stream.get("/Filter")
    if named is None:
        return []
    return [str(name) for name in named] if isinstance(named, Array) else [str(named)]


def _strip(pdf: Pdf, holder: Object) -> None:
    """Take out what tells about people and programs, in photos as well."""
    for key in PRIVATE_KEYS:
        if key in holder:
            del holder[key]
    filters = _filters(holder) if isinstance(holder, Stream) else []
    if sum(name in FLATE for name in filters) > 1:  # no program packs twice, and a bomb does
        raise Refused(FileFault.FILE_TOO_LARGE)
    if filters and filters[-1] in PHOTO:
        given = holder.get("/DecodeParms")
        last = given[-1] if isinstance(given, Array) and len(given) else given
        holder.write(
            without_metadata(_photo(pdf, holder, filters)),
            filter=Name.DCTDecode,
            decode_parms=last if isinstance(last, Dictionary) else None,
        )


def _photo(pdf: Pdf, holder: Object, filters: list[str]) -> bytes:
    """The JPEG in a stream, out of what it is packed in."""
    raw = holder.read_raw_bytes()
    if len(filters) == 1:
        return raw
    packed = pdf.make_stream(raw, Filter=Array([Name(name) for name in filters[:-1]]))
    return packed.read_bytes()
