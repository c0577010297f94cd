from pathlib import Path

import pytest

from tests.conformance import pdfsig, verapdf
from tests.conformance.missing import Missing

TOLD = """\
checked\ta.pdf\tua1\tfalse
failed\ta.pdf\tua1\t7.1-9\tThere is no title
failed\ta.pdf\tua1\t7.3-1\tA picture is not described
failed\ta.pdf\tua1\t7.3-1\tA picture is not described
checked\ta.pdf\t3a\ttrue
checked\tb.pdf\tua1\tfalse
"""


def test_each_rule_that_a_file_breaks_is_named_once_in_words() -> None:
    first, second, third = verapdf.read(TOLD)
    assert (first.file, first.standard, first.conforms) == (Path("a.pdf"), "PDF/UA-1", False)
    assert first.faults == (
        "PDF/UA-1, 7.1-9: There is no title",
        "PDF/UA-1, 7.3-1: A picture is not described",
    )
    assert (second.standard, second.faults) == ("PDF/A-3a", ())
    assert third.faults == ("PDF/UA-1: the file does not conform",)


def test_what_is_not_installed_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="apt-get install default-jdk-headless libjaxb-java"):
        verapdf.class_path()
    with pytest.raises(Missing, match="apt-get install poppler-utils"):
        pdfsig.look_for()
