"""The page of documents shows every kind there is, with a picture that anyone can load quickly."""

import struct

import pytest

from concordat.documents.publisher import DocumentPublisher
from concordat.services.ports import Publisher
from tests.reference.documents_page import SHOWN, Shown

LARGEST = 100_000
PNG = b"\x89PNG\r\n\x1a\n"
PALETTE = 3
"""The colour type of a picture with a palette. Source: PNG specification, 11.2.1."""


def kinds(of: type) -> list[str]:
    return sorted(name for name in vars(of) if name.endswith("_pdf"))


def test_every_kind_of_document_is_shown_once() -> None:
    assert sorted(shown.made_by for shown in SHOWN) == kinds(Publisher)
    assert kinds(Publisher) == kinds(DocumentPublisher)


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.made_by)
def test_a_picture_is_small_and_has_a_palette(shown: Shown) -> None:
    data = shown.picture.read_bytes()
    assert data.startswith(PNG)
    _, _, depth, colours = struct.unpack(">IIBB", data[16:26])
    assert (depth <= 8, colours) == (True, PALETTE)
    assert len(data) < LARGEST


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.made_by)
def test_a_document_is_told_of_in_one_sentence(shown: Shown) -> None:
    assert shown.told.endswith(".")
    assert ". " not in shown.told
