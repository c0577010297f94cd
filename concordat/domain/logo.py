"""The programme's logo, which travels with it wherever the programme is kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture at the head of every document: its bytes in base64, and what stands for it.

    `media_type` is that of an SVG, a PNG or a JPEG; `alt` is read to whoever does not see it.
    """

    media_type: str
    base64: str
    alt: str
