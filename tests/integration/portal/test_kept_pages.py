"""A page for everyone is made once, and shown again for as long as it is true."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from concordat.domain.decision import Outcome
from concordat.services.office import Office
from concordat.services.review_window import open_review_window
from tests.fakes import EAST, VERSION, clock_of, engine_of, place_decided
from tests.integration.portal.conftest import Visitor

SESSION = "What the agreement says"


@pytest.fixture
def statements(visitor: Visitor) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        found.append(statement)

    event.listen(engine_of(visitor.office), "before_cursor_execute", note)
    yield found
    event.remove(engine_of(visitor.office), "before_cursor_execute", note)


def looked_for(visitor: Visitor, statements: list[str], path: str) -> int:
    """Return how many statements a page takes."""
    statements.clear()
    assert visitor.get(path).status_code == 200
    return len(statements)


def test_a_page_is_made_once_while_nothing_happens(visitor: Visitor, statements: list[str]) -> None:
    first = looked_for(visitor, statements, "/")
    again = looked_for(visitor, statements, "/")
    # It begins to read, and asks what happened last.
    assert (first > again, again) == (True, 2)


def test_a_page_tells_what_has_happened_since(later_visitor: Visitor) -> None:
    before = later_visitor.get("/").text
    place_decided(later_visitor.office, EAST, Outcome.DECLINED)
    after = later_visitor.get("/").text
    assert before != after


def test_a_page_tells_what_the_time_has_changed(visitor: Visitor) -> None:
    office: Office = visitor.office
    clock_of(office).set(datetime(2026, 12, 1, 9, tzinfo=UTC))
    open_review_window(office, VERSION)
    ends = datetime(2027, 1, 18, 16, tzinfo=UTC)
    clock_of(office).set(ends - timedelta(seconds=1))
    assert SESSION in visitor.get("/").text
    clock_of(office).set(ends)
    assert SESSION not in visitor.get("/").text


def test_a_page_that_cannot_be_shown_is_not_kept(visitor: Visitor) -> None:
    assert visitor.get("/agreement").status_code == 404
    clock_of(visitor.office).set(datetime(2026, 12, 1, 9, tzinfo=UTC))
    open_review_window(visitor.office, VERSION)
    assert visitor.get("/agreement").status_code == 200
