import inspect

from concordat.domain import errors
from concordat.domain.errors import (
    AlreadyDone,
    BadConfig,
    ConcordatError,
    Conflict,
    Fault,
    LinkRefused,
    NotAllowed,
    WrongTurn,
)

TREE = [
    kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Exception)
]


def test_every_error_is_under_the_one_root_and_drawn_in_the_tree() -> None:
    assert all(issubclass(kind, ConcordatError) for kind in TREE)
    drawn = errors.__doc__ or ""
    assert [kind.__name__ for kind in TREE if f"{kind.__name__} " not in drawn] == []


def test_an_error_says_what_is_wrong_and_what_to_do_instead() -> None:
    error = NotAllowed(
        "It is closed.", remedy="Write to us.", place="east", state="x", attempted="y"
    )
    assert str(error) == "It is closed. Write to us."
    assert (error.place, error.state, error.attempted) == ("east", "x", "y")


def test_an_error_without_a_remedy_has_no_space_at_its_end() -> None:
    assert str(ConcordatError("It is closed.")) == "It is closed."


def test_narrower_errors_are_caught_as_the_wider_ones() -> None:
    assert issubclass(WrongTurn, NotAllowed)
    assert issubclass(AlreadyDone, Conflict)


def test_a_refused_link_says_why() -> None:
    error = LinkRefused("It has expired.", why="expired")
    assert (error.why, error.attempted) == ("expired", "open a personal link")


def test_faults_are_told_one_a_line_with_their_place_in_the_file() -> None:
    faults = (Fault("agreement.yaml", 3, "unknown key"), Fault("a.yaml", 1, "no papers", True))
    assert str(BadConfig(faults)) == ("agreement.yaml:3: unknown key\na.yaml:1: warning: no papers")
