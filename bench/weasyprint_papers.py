"""The same paper as WeasyPrint makes it, for `render_documents.py`."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from our_papers import peak
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from core.fonts import BOLD, FAMILY, REGULAR

PAGE = "@page { size: a4; margin: 14mm 18mm 27mm 18mm }"
FACE = '@font-face { font-family: "%s"; src: url(%s); font-weight: %s }'

# It writes files for this, which the sandbox forbids once it has started
fonts = FontConfiguration()
faces = (FACE % (FAMILY, REGULAR.as_uri(), "normal"), FACE % (FAMILY, BOLD.as_uri(), "bold"))
sheet = CSS(string=PAGE + "".join(faces), font_config=fonts)


def make(job: dict[str, Any]) -> dict[str, Any]:
    pdf = HTML(string=job["html"]).write_pdf(stylesheets=[sheet], font_config=fonts)
    return {"pdf": b64encode(pdf).decode("ascii"), "peak": peak()}
