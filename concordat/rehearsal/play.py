"""The play: the whole timeline, act by act, every part through its real door."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from concordat.domain.decision import Outcome
from concordat.domain.states import SETTLED, PlaceStatus, ReviewState, VersionState
from concordat.rehearsal.cast import DEFERRAL, Part, cast_parts, how_reached, meeting_of
from concordat.rehearsal.stage import EVENING, Stage

COMMENTS = (
    ("Please say in plain words who keeps the register of decisions.", "A community centre"),
    ("The commitments on timely payment matter most to us.", "A carers' group"),
    ("We would like easy-read copies before the signing, not after it.", ""),
)
AT_ONCE = 60
"""How many show who they are before the first of them signs: each takes a minute, and an hour will do."""

IN_HAND = frozenset({PlaceStatus.SIGNING, PlaceStatus.NOT_STARTED})


def play_review_window(stage: Stage) -> str:
    """Launch the sign-off, comment on the draft, and let the window close; return the run's id."""
    run = stage.director.launch("sign-off", version=1)
    stage.until_run(run, stage.has_begun, "the version on the register")
    stage.until_run(run, lambda: _version_is(stage, VersionState.IN_REVIEW), "the review window")
    programme = stage.record().version.programme
    partners = sum(len(party.partners) for party in programme.parties)
    stage.until_run(run, lambda: stage.people.letters() >= partners, "letters to every partner")
    stage.say(f"the draft is published and {partners} partners are told")
    for text, organisation in COMMENTS:
        stage.minute_passes()
        stage.people.comment(text, organisation)
    stage.say(f"{len(COMMENTS)} comments come in through the portal")
    stage.jump(programme.comments_until + timedelta(days=1))
    stage.until_run(run, lambda: stage.director.has_form(run), "the board's form")
    stage.say(f"the window has closed; the text is frozen as {stage.record().version.text_sha256}")
    return run


def play_board(stage: Stage, run: str) -> None:
    """Let the board approve at its meeting: the director answers the form."""
    version = stage.record().version
    met_on = version.board_on or stage.today
    stage.jump(met_on, EVENING)
    stage.director.answer(
        run,
        outcome="approved",
        meeting_on=met_on.isoformat(),
        minute_reference=f"REHEARSAL {met_on.year}/01",
        conditions="",
        reason="",
        how=how_reached(version.programme.body(version.programme.timeline.board)),
    )
    stage.until_run(run, lambda: _version_is(stage, VersionState.SIGNING), "the approval on record")
    stage.say("the board approves; the director records it in the Prefect UI's form")


def play_public_signing(stage: Stage, run: str) -> None:
    """Let the public signatories sign in their order, and the places be asked."""
    stage.jump(stage.record().version.public_signing_on)
    signed = _sign_until(stage, lambda: not _version_is(stage, VersionState.SIGNING))
    stage.say(f"{signed} signatories sign the agreement in public")
    stage.until_run(run, lambda: not _any_place_is(stage, PlaceStatus.NOT_STARTED), "places asked")
    stage.say(f"{len(stage.record().statuses)} places are asked for their decision")


def play_places(stage: Stage, run: str) -> None:
    """Let every place decide at its meeting, each by its own rules, until all have an outcome."""
    parts = cast_parts(stage.record().version.programme, stage.today)
    agenda = _first_meetings(stage, parts)
    while agenda or _any_place_is(stage, PlaceStatus.IN_CALL_IN):
        day = min([*agenda, *_call_in_ends(stage)])
        stage.jump(day, EVENING)
        stage.until(lambda day=day: min(_call_in_ends(stage), default=date.max) > day, "call-ins")  # type: ignore[misc]  # Bound now.
        for place, again_on in _decide(stage, parts, agenda.pop(day, [])).items():
            agenda.setdefault(again_on, []).append(place)
        _sign_until(stage, lambda: not any(_any_place_is(stage, s) for s in IN_HAND))
        settled = sum(s in SETTLED for s in stage.record().statuses.values())
        stage.say(f"{settled} of {len(parts)} places have their outcome")
    stage.until_run(run, lambda: stage.director.is_done(run), "the end of the sign-off")


def play_effect(stage: Stage) -> None:
    """Let the agreement take effect, if enough places count, and see its review scheduled."""
    record = stage.record()
    rule = record.version.programme.timeline.effect
    if record.version.effective_on is None and record.effective_dates:
        stage.jump(max(record.effective_dates.values()) + timedelta(days=rule.after_days))
    stage.until(lambda: stage.record().version.effective_on is not None, "the agreement's effect")
    stage.until(lambda: _review_is(stage, ReviewState.SCHEDULED, has_run=True), "the review's run")
    found = stage.record()
    if found.review is not None:
        stage.say(f"in effect from {found.version.effective_on}; review due {found.review.due_on}")


def play_review(stage: Stage) -> None:
    """Let the review's day come: partners answer, and the report is made."""
    review = stage.record().review
    if review is None or review.run_id is None:
        return
    run = review.run_id
    stage.jump(review.opens_on)
    stage.director.bring_forward(run)
    stage.until_run(run, lambda: _review_is(stage, ReviewState.OPEN), "the review to open")
    stage.say("the review opens by itself and asks every partner")
    stage.until(lambda: not stage.owes_letters(), "the review's letters")
    links = stage.people.links("review")
    for number, path in enumerate(links[:-1] or links, start=1):
        stage.minute_passes()
        stage.people.answer_review(path, f"Rehearsal: the return of partner {number}.")
    stage.jump(review.returns_due_on)
    stage.until_run(run, lambda: stage.director.has_form(run), "the report")
    stage.say(f"{len(links[:-1] or links)} of {len(links)} partners answered; the report is made")
    stage.jump(review.due_on, EVENING)
    stage.director.answer(
        run,
        outcome="Continue as it is",
        decided_on=review.due_on.isoformat(),
        minute_reference=f"REHEARSAL {review.due_on.year}/02",
    )
    stage.until_run(run, lambda: stage.director.is_done(run), "the end of the review")
    following = stage.record().review
    if following is not None:
        stage.say(f"the review is closed; the next one is due on {following.due_on}")


def _first_meetings(stage: Stage, parts: dict[str, Part]) -> dict[date, list[str]]:
    programme = stage.record().version.programme
    agenda: dict[date, list[str]] = defaultdict(list)
    for place_id, part in parts.items():
        agenda[meeting_of(programme, part.place, stage.today)].append(place_id)
    return agenda


def _decide(stage: Stage, parts: dict[str, Part], places: list[str]) -> dict[str, date]:
    """Record the decisions of one day; return the places that deferred, with their next meeting."""
    decided: list[dict[str, Any]] = []
    again: dict[str, date] = {}
    items = dict.fromkeys(parts[place_id].place.body for place_id in places)
    for place_id in places:
        part = parts[place_id]
        outcome, text = part.outcome, part.text
        if part.defers_first and stage.record().statuses[place_id] != PlaceStatus.DEFERRED:
            outcome, text = Outcome.DEFERRED, DEFERRAL
            after = stage.today + timedelta(days=1)
            again[place_id] = meeting_of(stage.record().version.programme, part.place, after)
        item = list(items).index(part.place.body) + 1
        decided.append(
            {
                "place": place_id,
                "outcome": outcome.value,
                "decided_on": stage.today.isoformat(),
                "minute_reference": f"REHEARSAL {stage.today.isoformat()} item {item}",
                "text": text,
                "how": how_reached(stage.record().version.programme.body(part.place.body)),
            }
        )
        stage.say(f"{part.place.name}: {outcome.value}")
    if decided:
        _record(stage, decided)
    return again


def _record(stage: Stage, decided: list[dict[str, Any]]) -> None:
    """Record decisions as the director would: one by its own form, several by the form for them."""
    if len(decided) == 1:
        alone = decided[0]
        run = stage.director.launch("record-place-decision", places=[alone.pop("place")], **alone)
    else:
        run = stage.director.launch("record-place-decisions", decisions=decided)
    stage.until_run(run, lambda: stage.director.is_done(run), "the decisions on record")


def _sign_until(stage: Stage, done: Callable[[], bool]) -> int:
    """Let everyone who gets a signing request sign it, until it is done; return how many signed."""
    signed = 0

    def sign_and_look() -> bool:
        nonlocal signed
        for path in _identified(stage):
            stage.minute_passes()
            signed += stage.people.sign(path)
        signed += _sign_elsewhere(stage)
        return done()

    stage.until(sign_and_look, "signatures")
    return signed


def _sign_elsewhere(stage: Stage) -> int:
    """Let everyone sign whom another provider has written to; return how many did."""
    if stage.elsewhere is None:
        return 0
    signed = 0
    for letter in stage.elsewhere.waiting():
        stage.minute_passes()
        signed += stage.elsewhere.sign(letter)
    stage.elsewhere.tell()
    return signed


def _identified(stage: Stage) -> list[str]:
    """Let everyone who has got a link show that it is they; return the paths of their pages."""
    links = stage.people.links("sign", AT_ONCE)
    pages = [path for link in links if (path := stage.people.open(link)) is not None]
    stage.until(lambda: all(stage.people.has_code(path) for path in pages), "codes")
    for path in pages:
        stage.people.show_who_they_are(path)
    return pages


def _call_in_ends(stage: Stage) -> list[date]:
    with stage.office.register.reading() as view:
        found = view.ratifications(stage.version_id)
    return [
        r.call_in_until + timedelta(days=1)
        for r in found
        if r.status == PlaceStatus.IN_CALL_IN and r.call_in_until
    ]


def _any_place_is(stage: Stage, status: PlaceStatus) -> bool:
    return status in stage.record().statuses.values()


def _version_is(stage: Stage, state: VersionState) -> bool:
    return stage.record().version.state == state


def _review_is(stage: Stage, state: ReviewState, *, has_run: bool = False) -> bool:
    review = stage.record().review
    return (
        review is not None and review.state == state and (review.run_id is not None or not has_run)
    )
