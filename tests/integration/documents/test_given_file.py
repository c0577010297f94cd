from pathlib import Path

import pytest

from concordat.documents.given_file import read_given, write_given
from concordat.domain.errors import BadSetting


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-")
    assert read_given(tmp_path / "scan.pdf", 5) == b"%PDF-"


def test_of_one_that_is_too_large_no_more_is_read_than_shows_it(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7")
    assert read_given(tmp_path / "scan.pdf", 5) == b"%PDF-1"


@pytest.mark.parametrize("name", ["nothing.pdf", ".", "a\0b", "n" * 300])
def test_what_is_no_file_is_refused_in_our_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSetting, match="cannot be read") as refusal:
        read_given(tmp_path / name, 5)
    assert "whole path" in refusal.value.remedy


def test_a_file_is_written_over_what_was_there(tmp_path: Path) -> None:
    for data in (b"longer than the other", b"other"):
        write_given(tmp_path / "a.pdf", data)
    assert (tmp_path / "a.pdf").read_bytes() == b"other"


def test_a_file_that_cannot_be_written_is_refused_in_our_words(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"no/a\.pdf cannot be written: No such file") as refused:
        write_given(tmp_path / "no" / "a.pdf", b"")
    assert refused.value.remedy
