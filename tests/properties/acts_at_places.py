"""The acts of the places, the certificate and the review; importing this module adds them."""

from concordat.domain.decision import BOARD, Decision, Outcome, OwnWords
from concordat.domain.errors import NotAllowed
from concordat.domain.record import Review, ReviewAsk
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.call_in import CallInAct, call_in_decision, waive_call_in
from concordat.services.certify import issue_certificate
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.discharge import discharge_condition
from concordat.services.papers import PapersSent, record_papers
from concordat.services.report_urgent import report_urgent_decision
from concordat.services.review_cycle import make_report, open_review
from concordat.services.review_outcome import ReviewOutcome, close_review, refuse_review_form
from concordat.services.review_return import STANDINGS, submit_return
from tests.properties.acts import Call, Scene, act, how

V, P = VersionState, PlaceStatus
RATIFYING = (V.RATIFYING, V.IN_EFFECT)


@act(*RATIFYING, at=(P.AWAITING_DECISION, P.DEFERRED), often=8)
def a_place_decides(scene: Scene) -> Call:
    place = scene.place(P.AWAITING_DECISION, P.DEFERRED)
    outcome = scene.one(*Outcome)
    own = scene.mostly("", "Our own words.")
    decision = PlaceDecision(
        outcome, scene.day(), scene.minute(), scene.words(), how(scene), own, scene.one(*OwnWords)
    )
    return Call(decide_place, (scene.id, place, decision))


@act(*RATIFYING, at=(P.AWAITING_DECISION, P.DEFERRED), often=4)
def a_place_ratifies(scene: Scene) -> Call:
    place = scene.place(P.AWAITING_DECISION, P.DEFERRED, P.DECLINED)
    decision = PlaceDecision(Outcome.RATIFIED, scene.today, scene.minute())
    return Call(decide_place, (scene.id, place, decision))


@act(*RATIFYING, at=(P.RATIFIED_SUBJECT_TO_CONDITION,), often=3)
def a_condition_is_discharged(scene: Scene) -> Call:
    place = scene.place(P.RATIFIED_SUBJECT_TO_CONDITION)
    return Call(discharge_condition, (scene.id, place, scene.day(), scene.words()))


@act(*RATIFYING, at=(P.IN_CALL_IN,), often=3)
def a_call_in_is_used_or_waived(scene: Scene) -> Call:
    asked = CallInAct("the scrutiny committee", scene.day(), scene.minute(), scene.words())
    function = scene.one(call_in_decision, waive_call_in)
    return Call(function, (scene.id, scene.place(P.IN_CALL_IN), asked))


@act()
def papers_go_out(scene: Scene) -> Call:
    met = [m for body in scene.version.programme.bodies for m in body.meetings if m >= scene.today]
    meeting = scene.mostly(min(met, default=scene.today), scene.day())
    consent = scene.mostly(("", ""), ("the chair", "a letter"))
    sent = PapersSent(meeting, scene.day(), *consent)
    return Call(record_papers, (scene.id, _scope(scene), sent))


@act(needs=Decision)
def an_urgent_decision_is_reported(scene: Scene) -> Call:
    return Call(report_urgent_decision, (scene.id, _scope(scene), scene.day(), scene.minute()))


def _scope(scene: Scene) -> str:
    return scene.one(BOARD, *sorted(scene.statuses))


@act(*RATIFYING)
def the_certificate_is_issued(scene: Scene) -> Call:
    return Call(issue_certificate, (scene.id,))


@act(V.IN_EFFECT, needs=Review)
def the_review_opens(scene: Scene) -> Call:
    return Call(open_review, (scene.id, _cycle(scene)))


@act(V.IN_EFFECT, needs=ReviewAsk)
def a_partner_returns(scene: Scene) -> Call:
    ask = scene.one(*scene.records(ReviewAsk))
    token = scene.office.links.token(ask.id)
    report = (scene.mostly(STANDINGS[0], *STANDINGS), scene.words())
    commitment = scene.mostly("share-plans", "no-such-commitment")
    studies = ((scene.one(True, False), scene.words()),)
    return Call(
        submit_return,
        (scene.mostly(token, token[::-1]), studies, {commitment: report}),
    )


@act(V.IN_EFFECT, needs=Review)
def the_report_is_made(scene: Scene) -> Call:
    return Call(make_report, (scene.id, _cycle(scene)))


@act(V.IN_EFFECT, needs=Review)
def the_review_closes(scene: Scene) -> Call:
    outcome = ReviewOutcome(scene.words(), scene.day(), scene.minute())
    return Call(close_review, (scene.id, _cycle(scene), scene.one(0, 1, 2), outcome))


@act(V.IN_EFFECT, needs=Review)
def the_reviews_form_is_refused(scene: Scene) -> Call:
    refusal = NotAllowed("It cannot be as written.", remedy="Write it anew.")
    return Call(refuse_review_form, (scene.id, _cycle(scene), scene.one(0, 1, 2), refusal))


def _cycle(scene: Scene) -> int:
    return scene.one(*reversed(scene.records(Review))).cycle
