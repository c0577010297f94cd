import re
from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image
from small_config import TODAY, Written

from concordat.domain.errors import BadConfig
from concordat.domain.programme import programme_sha256
from concordat.programme.load import load_programme

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 3"><path d="M0 0h6v3z"/></svg>'


def picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (60, 30)) -> bytes:
    made = BytesIO()
    Image.new(mode, size, 0).save(made, kind)
    return made.getvalue()


def with_logo(written: Written, file: str, data: bytes | None, alt: str = "A bridge") -> Written:
    if data is not None:
        (written.folder / file).write_bytes(data)
    said = f"  timezone: Europe/London\n  logo:\n    file: {file}\n    alt: {alt}\n"
    return written.change("agreement.yaml", "  timezone: Europe/London\n", said)


def drawing(inside: str, head: str = 'viewBox="0 0 6 3"') -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {head}>{inside}</svg>".encode()


def shown(value: object) -> str:
    """Return the words of a case for the test's name: what the file holds is left out."""
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(
    ("file", "data", "media_type"),
    [
        ("logo.svg", SVG, "image/svg+xml"),
        ("logo.svg", drawing("<!-- a note --><path/>", 'width="6" height="3"'), "image/svg+xml"),
        ("logo.svg", drawing('<use xlink:href="#a"/><g fill="url(#b)"/>'), "image/svg+xml"),
        ("logo.png", picture(), "image/png"),
        ("logo.PNG", picture(mode="LA"), "image/png"),
        ("logo.jpg", picture("JPEG"), "image/jpeg"),
        ("logo.jpeg", picture("JPEG", "L"), "image/jpeg"),
    ],
    ids=shown,
)
def test_a_logo_travels_with_the_programme(
    written: Written, file: str, data: bytes, media_type: str
) -> None:
    without = written.check()[0]
    programme, faults = with_logo(written, file, data).check()
    assert faults == ()
    assert programme is not None
    assert without is not None
    assert programme.logo is not None
    assert programme.logo.media_type == media_type
    assert programme.logo.alt == "A bridge"
    assert b64decode(programme.logo.base64) == data
    assert programme_sha256(programme) != programme_sha256(without)


def test_a_programme_needs_no_logo(written: Written) -> None:
    programme, _ = written.check()
    assert programme is not None
    assert programme.logo is None


@pytest.mark.parametrize(
    ("file", "data", "says"),
    [
        ("logo.svg", None, "cannot be read (No such file or directory); put it there"),
        ("../logo.svg", None, "is outside the config; put it into config/"),
        ("/etc/logo.svg", None, "is outside the config"),
        ("logo.gif", None, "is no picture we print; name a file ending in .svg, .png, .jpg, .jpeg"),
        ("logo.png", b"\0" * 50_001, "is larger than 50 kB; save it smaller"),
        ("logo.png", b"no picture", "is not a PNG that can be read to its end"),
        ("logo.png", picture()[:50], "is not a PNG that can be read to its end"),
        ("logo.png", picture()[:-12], "is not a PNG that can be read to its end"),
        ("logo.jpg", picture("JPEG")[:400], "is not a JPEG that can be read to its end"),
        ("logo.png", picture("JPEG"), "is not a PNG that can be read to its end"),
        ("logo.png", picture(size=(4001, 1)), "has more than 4000 pixels on a side"),
        ("logo.png", picture(size=(10000, 10000), mode="1"), "is not a PNG that can be read"),
        ("logo.jpg", picture("JPEG", "CMYK"), "is in the colours CMYK; save it in RGB"),
        ("logo.svg", b"<svg", "is not an SVG that can be read"),
        ("logo.svg", b"<html/>", "is not an SVG; save it again"),
        ("logo.svg", drawing("", ""), "does not say its size; give its 'svg' a viewBox"),
        ("logo.svg", drawing("<script>x()</script>"), "holds a script"),
        ("logo.svg", drawing("<g><text>NHS</text></g>"), "turn them into outlines"),
        ("logo.svg", drawing('<image href="#a"/>'), "holds another picture"),
        ("logo.svg", drawing('<linearGradient id="a"/>'), "a gradient, which is printed otherwise"),
        ("logo.svg", drawing('<filter id="a"/>'), "a filter, which is printed otherwise"),
        ("logo.svg", drawing('<use xlink:href="http://example.org/a"/>'), "outside itself"),
        ("logo.svg", drawing('<g fill="url(http://example.org/a)"/>'), "outside itself"),
        ("logo.svg", drawing("<style>@import 'a.css';</style>"), "outside itself"),
        ("logo.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "defines entities"),
    ],
    ids=shown,
)
def test_a_logo_that_cannot_be_printed_is_named_with_its_line(
    written: Written, file: str, data: bytes | None, says: str
) -> None:
    [fault] = with_logo(written, file, data).faults()
    line = written.line_of("agreement.yaml", "file: ")
    assert fault.startswith(f"agreement.yaml:{line}: the logo {file!r} ")
    assert says in fault


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("", "key 'alt' is missing; write 'alt: …'"),
        ("    alt: '  '\n", "'alt' is blank; write what the logo shows"),
        ("    alt:\n", "key 'alt' is empty; write 'alt: …'"),
    ],
)
def test_a_logo_without_alternative_text_is_a_fault(
    written: Written, change: str, says: str
) -> None:
    with_logo(written, "logo.svg", SVG)
    written.change("agreement.yaml", "    alt: A bridge\n", change)
    [fault] = written.faults()
    assert fault.startswith("agreement.yaml:")
    assert says in fault


def test_a_logo_without_a_file_is_a_fault(written: Written) -> None:
    with_logo(written, "logo.svg", SVG)
    written.change("agreement.yaml", "    file: logo.svg\n", "")
    [fault] = written.faults()
    assert "key 'file' is missing" in fault


def test_a_programme_whose_logo_is_broken_is_not_loaded(written: Written) -> None:
    with_logo(written, "logo.png", b"no picture")
    with pytest.raises(BadConfig, match=re.escape("save it again")):
        load_programme(written.folder, TODAY)
