"""The acts of the review window and of the board; importing this module adds them."""

from concordat.domain.decision import BoardOutcome
from concordat.domain.errors import NotAllowed
from concordat.domain.gates import Gate
from concordat.domain.states import VersionState
from concordat.services.decide_board import (
    BoardDecision,
    board_answers,
    decide_board,
    refuse_board_form,
)
from concordat.services.late_comment import late_comment
from concordat.services.launch import claim_timeline, register_version, wait_at
from concordat.services.review_window import comment, freeze_version, open_review_window
from tests.properties.acts import Call, Scene, a_full_programme, act, how

V = VersionState
UNDECIDED = (V.AWAITING_APPROVAL, V.APPROVAL_DEFERRED)
NAMES = ("Ḥ" * 200, "x" * 10_000, " ", "a\0b")


@act(V.PLANNED)
def the_window_opens(scene: Scene) -> Call:
    return Call(open_review_window, (scene.id,))


@act(V.IN_REVIEW)
def somebody_comments(scene: Scene) -> Call:
    return Call(comment, (scene.id, scene.words(), scene.mostly("", *NAMES)))


@act(V.IN_REVIEW)
def the_text_is_frozen(scene: Scene) -> Call:
    return Call(freeze_version, (scene.id,))


@act(*UNDECIDED, often=4)
def the_board_decides(scene: Scene) -> Call:
    outcome = scene.mostly(BoardOutcome.APPROVED, *BoardOutcome)
    answer = scene.mostly(board_answers(scene.office, scene.id), 0, 1, 2, 3)
    decision = BoardDecision(
        outcome,
        scene.day(),
        scene.minute(),
        scene.one("", "Other words."),
        scene.words(),
        how(scene),
    )
    return Call(decide_board, (scene.id, answer, decision))


@act(*UNDECIDED)
def the_boards_form_is_refused(scene: Scene) -> Call:
    answer = scene.mostly(board_answers(scene.office, scene.id), 0, 1, 2, 3)
    refusal = NotAllowed("It cannot be as written.", remedy="Write it anew.")
    return Call(refuse_board_form, (scene.id, answer, refusal))


@act(*UNDECIDED)
def a_late_comment_comes(scene: Scene) -> Call:
    return Call(late_comment, (scene.id, scene.one(1, 2), scene.words()))


@act()
def an_engine_says_where_it_is(scene: Scene) -> Call:
    return scene.one(
        Call(register_version, (a_full_programme(), 1)),
        Call(claim_timeline, (scene.id, scene.one("run-1", "run-2"), _is_alive)),
        Call(wait_at, (scene.id, scene.one(None, *(gate.value for gate in Gate)))),
    )


def _is_alive(run_id: str) -> bool:
    return run_id == "run-1"
