"""Turns what a config without faults says for the board into the domain's terms."""

from concordat.domain.board_case import BoardCase, EqualityAssessment, Risk
from concordat.programme.board_paper import BoardPaperModel, EqualityModel
from concordat.programme.stages import given


def board_case(model: BoardPaperModel | None) -> BoardCase:
    """Return what the paper for the board says beside what is on record."""
    if model is None:
        return BoardCase()
    return BoardCase(
        reasons=tuple(model.reasons),
        risks=tuple(Risk(given(r.risk), given(r.mitigation), given(r.owner)) for r in model.risks),
        equality=_equality(model.equality) if model.equality else None,
        financial=model.financial,
        legal=model.legal,
    )


def _equality(model: EqualityModel) -> EqualityAssessment:
    return EqualityAssessment(
        assessed_by=given(model.assessed_by),
        method=given(model.method),
        findings=given(model.findings),
        assessed_on=model.assessed_on.last if model.assessed_on else None,
    )
