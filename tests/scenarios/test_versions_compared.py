"""Word files for comment, and redlines: what is kept with a version, and what can be compared."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from concordat.domain.errors import ConcordatError, NotAllowed, NotFound
from concordat.domain.rules import AmendmentClass
from concordat.services.amend import amend
from concordat.services.amendment_checks import Amendment
from concordat.services.launch import register_version
from concordat.services.office import Office
from concordat.services.redlining import compare
from concordat.services.review_window import freeze_version, open_review_window
from tests.fakes import (
    VERSION,
    FakePublisher,
    a_programme,
    approved,
    clock_of,
    facts_of,
    frozen,
    go_to,
    in_review,
    rows_of,
)

V2 = "example-mou-v2"
REASON = "The money moves."
AT_ONCE = Amendment(AmendmentClass.MATERIAL, REASON, ("east",), consults=False)
CONSULTING = replace(AT_ONCE, consults=True)


def reworded(office: Office, words: str) -> None:
    assert isinstance(office.publisher, FakePublisher)
    office.publisher.words = words


def amended(office: Office, asked: Amendment) -> Office:
    """Amend the approved version with other words, and the dates of another round."""
    approved(office)
    reworded(office, "We work as equals.")
    timeline = {
        "window_opens": date(2027, 7, 1),
        "window_closes": date(2027, 8, 2),
        "public_signing_on": date(2027, 11, 18),
        "ratification_due": date(2028, 3, 31),
    }
    amend(office, VERSION, asked, a_programme(timeline=timeline))
    return office


def frozen_after_its_window(office: Office, words: str) -> Office:
    """Open the second version for comment, and freeze it with those words."""
    amended(office, CONSULTING)
    go_to(office, date(2027, 7, 1), 9)
    open_review_window(office, V2)
    reworded(office, words)
    go_to(office, date(2027, 8, 3), 9)
    freeze_version(office, V2)
    return office


def kept(office: Office, version_id: str, *kinds: str) -> list[bytes]:
    """Return the documents of those kinds in the order of the kinds, each as often as it is kept."""
    with office.register.reading() as view:
        found = view.documents(version_id)
    return [office.store.get(s) for wanted in kinds for kind, _, s in found if kind == wanted]


def test_a_draft_is_kept_as_a_word_file_and_goes_out_with_the_letters(both_office: Office) -> None:
    in_review(both_office)
    [draft] = kept(both_office, VERSION, "draft-docx")
    assert draft.startswith(b"%draft-docx|1|")
    with both_office.register.reading() as view:
        names = {tuple(name for name, _ in n.attachments) for n in view.unsent_notices()}
    assert names == {(f"{VERSION}-draft.pdf", f"{VERSION}-draft.docx")}


def test_frozen_words_are_kept_as_a_word_file(both_office: Office) -> None:
    [words] = kept(frozen(both_office), VERSION, "text-docx")
    assert words.startswith(b"%agreement-docx|1|")
    assert not kept(both_office, VERSION, "changes", "changes-pdf", "changes-docx")


def test_an_amendment_keeps_its_redline_as_a_page_a_pdf_and_a_word_file(
    both_office: Office,
) -> None:
    amended(both_office, AT_ONCE)
    page, pdf, word = kept(both_office, V2, "changes", "changes-pdf", "changes-docx")
    assert b"We work as equals." in page
    assert pdf.startswith(b"%redline-pdf|1 to 2|")
    assert word.startswith(b"%redline-docx|1 to 2|")
    [words] = kept(both_office, V2, "text-docx")
    assert b"It is a material amendment of version 1." in words


def test_words_that_stay_as_they_were_compared_are_not_compared_again(both_office: Office) -> None:
    frozen_after_its_window(both_office, "We work as equals.")
    assert len(kept(both_office, V2, "changes", "changes-pdf", "changes-docx")) == 3
    assert len(kept(both_office, V2, "draft-docx", "text-docx")) == 2


def test_words_that_changed_in_the_window_are_compared_anew(both_office: Office) -> None:
    frozen_after_its_window(both_office, "We work as equals, plainly.")
    for kind in ("changes", "changes-pdf", "changes-docx"):
        first, second = kept(both_office, V2, kind)
        assert first != second


def test_opening_freezing_and_amending_again_keep_nothing_twice(both_office: Office) -> None:
    frozen_after_its_window(both_office, "We work as equals, plainly.")
    before = rows_of(both_office), facts_of(both_office)
    clock_of(both_office).advance(days=1)
    open_review_window(both_office, V2)
    freeze_version(both_office, V2)
    amended(both_office, CONSULTING)
    assert (rows_of(both_office), facts_of(both_office)) == before


def test_two_versions_are_compared_in_either_direction_and_the_same_on_any_day(
    office: Office,
) -> None:
    amended(office, AT_ONCE)
    found = compare(office, VERSION, V2)
    assert (found.earlier, found.version, found.changes.passages) == (1, 2, 1)
    assert (found.earlier_sha256, found.version_sha256) == tuple(texts(office))
    assert found.programme.timeline.public_signing_on == date(2027, 11, 18)
    assert found.made_at == clock_of(office).now()
    clock_of(office).advance(days=400)
    assert compare(office, VERSION, V2) == found
    back = compare(office, V2, VERSION)
    assert (back.earlier, back.version, back.made_at) == (2, 1, found.made_at)


def texts(office: Office) -> list[str | None]:
    with office.register.reading() as view:
        return [view.version(version_id).text_sha256 for version_id in (VERSION, V2)]


def test_a_draft_is_compared_as_it_was_opened(office: Office) -> None:
    amended(office, CONSULTING)
    go_to(office, date(2027, 7, 1), 9)
    open_review_window(office, V2)
    opened_at = clock_of(office).now()
    reworded(office, "Words that nobody has seen.")
    clock_of(office).advance(days=3)
    found = compare(office, VERSION, V2)
    assert "We work as equals." in found.changes.html
    assert found.made_at == opened_at > datetime(2027, 7, 1, tzinfo=UTC)


def test_a_version_without_a_text_is_not_compared(office: Office) -> None:
    amended(office, CONSULTING)
    refused(office, NotFound, "Version 2 has no text yet", VERSION, V2)
    refused(office, NotFound, "Version 2 has no text yet", V2, VERSION)


def test_only_two_versions_of_one_agreement_are_compared(office: Office) -> None:
    frozen(office)
    refused(office, NotAllowed, "are not two versions of one agreement", VERSION, VERSION)
    other = register_version(office, a_programme(agreement_id="other-mou"), 2)
    refused(office, NotAllowed, "are not two versions of one agreement", VERSION, other.id)


def refused(office: Office, error: type[ConcordatError], says: str, *versions: str) -> None:
    """The comparison is refused in those words, with what to do instead, and changes nothing."""
    before = rows_of(office)
    with pytest.raises(error, match=says) as refusal:
        compare(office, *versions)
    assert refusal.value.remedy
    assert rows_of(office) == before


def test_a_redline_of_three_versions_leads_from_one_to_the_next(office: Office) -> None:
    amended(office, AT_ONCE)
    again = Amendment(AmendmentClass.EDITORIAL, "A typing error.", consults=False)
    reworded(office, "We work as true equals.")
    later = {"public_signing_on": date(2027, 11, 18), "ratification_due": date(2028, 3, 31)}
    third = amend(office, V2, again, a_programme(timeline=later)).id
    steps = [compare(office, one, other) for one, other in pairwise((VERSION, V2, third))]
    whole = compare(office, VERSION, third)
    assert [(step.earlier, step.version) for step in steps] == [(1, 2), (2, 3)]
    assert (whole.earlier_sha256, whole.version_sha256) == (
        steps[0].earlier_sha256,
        steps[1].version_sha256,
    )
