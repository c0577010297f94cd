"""What a document says to a program that reads it aloud: its tags, bookmarks and fields."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.conformance.marked_words import marked_words

WORDS = "words"


@dataclass
class Tag:
    """A tag of the document: its kind, such as H1 or TH, and what is in it, words included.

    `scope` is what a header cell heads; `alt` what stands for a picture.
    """

    kind: str
    scope: str = ""
    alt: str = ""
    said: str = ""
    inside: list["Tag"] = field(default_factory=list)

    def all(self, *kinds: str) -> Iterator["Tag"]:
        """Yield every tag of these kinds, in reading order."""
        if self.kind in kinds:
            yield self
        for tag in self.inside:
            yield from tag.all(*kinds)

    @property
    def words(self) -> str:
        """Return its words in reading order, lines joined by a blank."""
        return " ".join(" ".join(tag.said for tag in self.all(WORDS)).split())


@lru_cache(maxsize=64)
def tags_of(pdf: bytes) -> Tag:
    """Return the tag of the whole document."""
    with pikepdf.open(BytesIO(pdf)) as document:
        said = {page.obj.objgen: marked_words(page) for page in document.pages}
        [whole] = document.Root.StructTreeRoot.K.as_list()
        return _tag(whole, said)


def _tag(element: pikepdf.Object, said: dict[tuple[int, int], dict[int, str]]) -> Tag:
    attributes = element.get("/A", Dictionary())
    scope, alt = str(attributes.get("/Scope", ""))[1:], str(element.get("/Alt", ""))
    tag = Tag(str(element.S)[1:], scope, alt)
    kids = element.get("/K", Array())
    for kid in kids.as_list() if isinstance(kids, Array) else [kids]:
        if isinstance(kid, int):
            tag.inside.append(Tag(WORDS, said=said[element.Pg.objgen][kid]))
        elif "/S" in kid:
            tag.inside.append(_tag(kid, said))
    return tag


def bookmarks_of(pdf: bytes) -> list[tuple[int, str]]:
    """Return the bookmarks in their order, each with how deep it lies, from 1."""
    with pikepdf.open(BytesIO(pdf)) as document, document.open_outline() as outline:
        return list(_bookmarks(outline.root, 1))


def _bookmarks(items: list[pikepdf.OutlineItem], depth: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield depth, item.title
        yield from _bookmarks(item.children, depth + 1)


def field_names(pdf: bytes) -> list[tuple[str, str]]:
    """Return each form field in reading order: its name, and what it is called for a reader."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return list(_fields(document.Root.StructTreeRoot.K))


def _fields(tag: pikepdf.Object) -> Iterator[tuple[str, str]]:
    if isinstance(tag, Array):
        for inside in tag.as_list():
            yield from _fields(inside)
    elif isinstance(tag, Dictionary):
        if tag.get("/Type") == Name.OBJR and tag.Obj.get("/FT") is not None:
            yield str(tag.Obj.T), str(tag.Obj.TU)
        elif "/K" in tag:
            yield from _fields(tag.K)


def link_names(pdf: bytes) -> list[str]:
    """Return what each link is called for a reader, besides its own words."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [
            str(annotation.Contents)
            for page in document.pages
            for annotation in page.get("/Annots", Array()).as_list()
            if annotation.Subtype == Name.Link
        ]
