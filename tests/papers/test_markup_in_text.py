"""What people write is text on paper, whatever it looks like; a template opens nothing but what
lies beside it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from good_files import photo
from printed import job, lines_of, printed, renderer

from core.sandbox import Sandbox, SandboxFault, child

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed"),
]

MARKUP = [
    "Ram & Sons <b",
    "</para></p></body></html>",
    "&nbsp;&#0;&lt;b&gt;&amp;",
    '<img src="/etc/hostname">',
    "<img src=http://127.0.0.1:1/x.png>",
    "file:///etc/passwd http://127.0.0.1",
    '<a href="javascript:alert(1)">x</a>',
    "<font color=\"[[[getattr(pow,Word('__globals__'))]]]\">x</font>",
    '<onDraw name="__import__" label="os"/>',
    '<seq template="%(x)s"/><pdf:insertpdf src="/etc/hostname"/>',
    "{{7*7}} {% include '/etc/passwd' %} {{ paper.__class__ }}",
    "<!-- --> ]]> <![CDATA[ x ]]> <?php ?>",
    "%s %d \\n \\u0041 (a) <</JS>> endobj",
    "<style>@import url(/etc/passwd)</style>",
    "@font-face { src: url(/etc/passwd) }",
]
PAGE = """<html lang="hi"><style>@page { size: a4; margin: 15mm; @frame foot {
-pdf-frame-content: foot; bottom: 5mm; height: 10mm; left: 15mm; right: 15mm } }</style><body>
{% for line in lines %}<p>{{ line }}</p>{% endfor %}
<table><tr><td>{{ lines[0] }}</td></tr></table>
<div id="foot">{{ lines[0] }}</div></body></html>"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = renderer()
    yield made
    made.close()


async def test_markup_is_printed_as_it_was_written(sandbox: Sandbox, tmp_path: Path) -> None:
    pdf = await printed(sandbox, job(tmp_path, PAGE, lines=MARKUP))
    assert lines_of(pdf) == [*MARKUP, MARKUP[0], MARKUP[0]]
    assert not re.search(rb"/(JavaScript|URI|Launch|EmbeddedFile|Annots)\b", pdf)


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="/etc/hostname">',
        '<img src="../secret.png">',
        '<img src="missing.png">',
        '<img src="file:///etc/hostname">',
        '<img src="http://127.0.0.1:1/x.png">',
        '<link rel="stylesheet" href="/etc/passwd">',
        "<style>@import url(http://127.0.0.1:1/a.css);</style>",
        "<style>@font-face { font-family: x; src: url(/etc/hostname) }</style>",
        '<div style="background-image: url(/etc/hostname)">x</div>',
        '<pdf:insertpdf src="/etc/hostname"/>',
        '<p style="colour: red">x</p>',
        "{{ paper.nothing }}",
        "{{ ''.__class__.__mro__ }}",
        "{% include '/etc/passwd' %}",
        "{% include '../secret.png' %}",
        "{% if %}",
        '<img src="data:image/png;base64,AAAA">',
    ],
)
async def test_a_template_that_asks_for_more_is_a_fault(
    sandbox: Sandbox, tmp_path: Path, tag: str
) -> None:
    (tmp_path / "secret.png").write_bytes(b"")
    folder = tmp_path / "templates"
    folder.mkdir()
    with pytest.raises(SandboxFault) as raised:
        await sandbox.run(job(folder, f"<html><body><p>x</p>{tag}</body></html>"))
    assert raised.value.kind == "TemplateFault"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_rendering_opens_and_connects_to_nothing(tmp_path: Path) -> None:
    wanted = tmp_path / "job.json"
    page = PAGE.replace("<table>", '<p><img src="image:photo"></p><table>')
    asked = job(tmp_path, page, lines=MARKUP)
    asked["images"] = {"photo": b64encode(photo(2000, 1500)).decode()}
    wanted.write_bytes(orjson.dumps(asked))
    program = (
        f"import sys; sys.path.insert(0, {str(Path(child.__file__).parent)!r});"
        "import child, orjson, pathlib; render = child.load('core.rendering.render:render');"
        f"job = orjson.loads(pathlib.Path({str(wanted)!r}).read_bytes()); render(job);"
        "pathlib.Path('/begin').exists(); render(job); pathlib.Path('/end').exists()"
    )
    log = tmp_path / "log"
    strace = ["strace", "-f", "-o", str(log), "-e", "trace=%file,%network"]
    subprocess.run([*strace, sys.executable, "-c", program], check=True, cwd="/")
    during = log.read_text().partition('"/begin"')[2].partition('"/end"')[0].splitlines()[1:-1]
    calls = [
        line for line in during if not re.match(r"\d+ +(newfstatat|stat|lstat|getcwd)\(", line)
    ]
    assert [re.sub(r"^\d+ +| = \d+$", "", call) for call in calls] == [
        f'openat(AT_FDCWD, "{tmp_path}/paper.html", O_RDONLY|O_CLOEXEC)'
    ]
