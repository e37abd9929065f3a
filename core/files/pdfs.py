"""PDFs that could do something when opened are refused; the others are written anew."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from core.files.faults import FileFault, Refused
from core.files.jpeg_segments import without_metadata

MOST_OBJECTS, MOST_VALUES = 50_000, 1_000_000

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
PHOTO = (Name.DCTDecode, Array([Name.DCTDecode]))
PRIVATE_KEYS = ("/Metadata", "/PieceInfo", "/Thumb")


def clean_pdf(source: BytesIO) -> BytesIO:
    """The pages, without who made them. What no page leads to is not written again."""
    clean = BytesIO()
    with _opened(source) as pdf:
        _check_start(pdf.Root)
        for holder in _dictionaries(pdf):
            _check(holder)
            _strip(holder)
        if not len(pdf.pages):
            raise Refused(FileFault.FILE_DAMAGED)
        del pdf.docinfo
        pdf.save(clean, deterministic_id=True)
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
    for key, kinds in ACTIVE_KINDS.items():
        if str(holder.get(key)) in kinds:
            raise Refused(FileFault.FILE_ACTIVE)
    if holder.get("/S") == Name.URI and not str(holder.get("/URI")).lower().startswith(LINKS):
        raise Refused(FileFault.FILE_ACTIVE)
    if isinstance(holder, Stream) and ("/F" in holder or "/Ref" in holder):  # lies in another file
        raise Refused(FileFault.FILE_ACTIVE)


def _strip(holder: Object) -> None:
    """Take out what tells about people and programs, in photos as well."""
    for key in PRIVATE_KEYS:
        if key in holder:
            del holder[key]
    if isinstance(holder, Stream) and holder.get("/Filter") in PHOTO:
        parameters = holder.get("/DecodeParms")
        holder.write(
            without_metadata(holder.read_raw_bytes()),
            filter=Name.DCTDecode,
            decode_parms=parameters if isinstance(parameters, Dictionary) else None,
        )
