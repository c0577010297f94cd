"""The director records the papers that went out for a meeting."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from concordat.domain.decision import BOARD
from concordat.services.papers import PapersSent
from tasks import bodies
from tasks.timeline import version_id_of


@flow(name="record-papers", flow_run_name="papers for {meeting_on}: {scope}")
async def record_papers(
    meeting_on: date,
    sent_on: date,
    scope: str = BOARD,
    consent_by: str = "",
    consent_reference: str = "",
    version: Annotated[int, Field(ge=1)] = 1,
    agreement: str | None = None,
) -> None:
    """Record that the papers for a meeting went out. Late ones need consent, or go to a later meeting.

    Args:
        meeting_on: The meeting they are for. A later one than expected moves the decision to it.
        sent_on: The day they went out. It is never dated back.
        scope: The word board, or the id of a place, as its file in config/places is named.
        consent_by: For late papers: who consented, as the chair of the body.
        consent_reference: For late papers: where the consent is minuted or written.
        version: The number of the agreement's version, counting from 1.
        agreement: The agreement's id, needed only where the register holds several.
    """
    sent = PapersSent(meeting_on, sent_on, consent_by, consent_reference)
    bodies.record_papers(version_id_of(version, agreement), scope, sent)
