"""How a version comes from what was before it, in sentences: amendments, successions, gaps, lapse."""

from concordat.domain.calendar import in_words
from concordat.domain.decision import Decision
from concordat.domain.membership import Succeeded, Succession
from concordat.domain.programme import BodyId
from concordat.domain.record import Version
from concordat.domain.states import VersionState
from concordat.domain.succession import body_in_office
from concordat.domain.term import A_DAY, Term, gaps
from concordat.services.lineage import lineage
from concordat.services.register import Reading


def body_successions(view: Reading, version_id: str) -> tuple[Succession, ...]:
    """Return the successions of bodies recorded on the version, oldest first."""
    return view.records(Succession, version_id, kind=Succeeded.BODY)


def board_of(view: Reading, version: Version, decision: Decision) -> str:
    """Return the name of the board that decided: the one in office that day."""
    successions = body_successions(view, version.id)
    board = body_in_office(version.programme.timeline.board, decision.decided_on, successions)
    return version.programme.body(board).name


def continuity(view: Reading, version: Version) -> tuple[str, ...]:
    """Return the sentences, each about one thing, from the oldest version to what comes next."""
    line = lineage(view, version)[::-1]
    said = [s for v in line for s in (_amended(v), *_succeeded(view, v))]
    terms = _terms(view, line)
    said += [
        f"From {in_words(gap.first)} to {in_words(gap.last)} the agreement had lapsed."
        for gap in gaps(terms)
    ]
    return tuple(s for s in (*said, *_stands(view, version)) if s)


def _amended(version: Version) -> str:
    if version.supersedes is None:
        return ""
    earlier = version.supersedes.rpartition("-v")[2]
    return f"Version {version.number} amends version {earlier} ({version.amendment})."


def _succeeded(view: Reading, version: Version) -> tuple[str, ...]:
    name = version.programme.body
    return tuple(
        f"{name(BodyId(s.old)).name} was succeeded by "
        f"{' and '.join(name(BodyId(new)).name for new in s.new)} on {in_words(s.on)} "
        f"({s.instrument})."
        for s in body_successions(view, version.id)
    )


def _terms(view: Reading, line: tuple[Version, ...]) -> list[Term]:
    """Return the terms of all the versions; one that a version took over stands there once."""
    found = [term for version in line for term in view.records(Term, version.id)]
    return list({term.starts_on: term for term in found}.values())


def _stands(view: Reading, version: Version) -> tuple[str, ...]:
    said: list[str] = []
    if version.state == VersionState.LAPSED and version.term_ends_on is not None:
        said.append(
            f"The agreement lapsed on {in_words(version.term_ends_on + A_DAY)}: it is read-only "
            "until it is renewed."
        )
    if version.superseded_by is not None:
        by = view.version(version.superseded_by)
        over = version.state == VersionState.SUPERSEDED
        said.append(
            f"Version {by.number} has superseded this one."
            if over
            else f"Version {by.number} amends this one, which stays in effect until that one does."
        )
    return tuple(said)
