"""The director's acts around deciding bodies: call-in, papers, urgent decisions, retirement."""

from datetime import date

from concordat.services import call_in, papers, present, report_urgent, retire_body
from tasks.act import act
from tasks.office import office


@act(name="waive a call-in", task_run_name="waive the call-in: {place_id}", tags=["decision"])
def waive_call_in(version_id: str, place_id: str, waiver: call_in.CallInAct) -> None:
    """Record that the call-in of a place's decision was waived."""
    call_in.waive_call_in(office(), version_id, place_id, waiver)


@act(name="call a decision in", task_run_name="call in: {place_id}", tags=["decision"])
def call_in_decision(version_id: str, place_id: str, called_in: call_in.CallInAct) -> None:
    """Record that a place's decision was called in and referred back."""
    call_in.call_in_decision(office(), version_id, place_id, called_in)


@act(name="record papers", task_run_name="papers: {scope}", tags=["decision"])
def record_papers(version_id: str, scope: str, sent: papers.PapersSent) -> None:
    """Record the papers that went out for a meeting."""
    papers.record_papers(office(), version_id, scope, sent)


@act(name="report an urgent decision", task_run_name="reported: {scope}", tags=["decision"])
def report_urgent_decision(
    version_id: str, scope: str, reported_on: date, minute_reference: str
) -> None:
    """Record that an urgent decision was reported to its body."""
    report_urgent.report_urgent_decision(office(), version_id, scope, reported_on, minute_reference)


@act(name="retire a body", task_run_name="retire {body_id}", tags=["decision"])
def retire(
    version_id: str, body_id: str, on: date, instrument: str, alternative: str | None
) -> None:
    """Record that a body is retired, and what takes its place."""
    retire_body.retire(office(), version_id, body_id, on, instrument, alternative)


@act(name="record the presentation", tags=["decision"])
def record_presentation(version_id: str, presented_on: date, minute_reference: str) -> None:
    """Record that the agreement was presented to the body of its timeline."""
    present.record_presentation(office(), version_id, presented_on, minute_reference)
