"""A signatory asks, from their own page, before they sign: a question, or the text in another format.

The rules:
1. Whoever asks is identified as whoever signs is.
2. A question goes to the facilitator and back to who asked it, in one letter, so that either can answer
   the other. Nothing waits for the answer, and the time to sign runs on.
3. The same question or format asked again changes nothing.
"""

import hashlib

from concordat.domain.calendar import in_words
from concordat.domain.errors import AlreadyDone, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.holder import last_day
from concordat.services.ask_for_format import ask_for_format
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.sign import check_identified, signing_page

MAX_QUESTION = 5_000


def ask_question(office: Office, token: str, session: str, words: str) -> None:
    """Record the question of the link's signatory, and send it to the facilitator.

    Raises LinkRefused and NotIdentified as `sign` does, NotAllowed for a question without words.
    """
    question = words.strip()
    if not question or len(question) > MAX_QUESTION:
        raise NotAllowed(
            "There is no question, or it is too long.",
            remedy=f"Write what you would like to know, in at most {MAX_QUESTION:,} characters.",
            attempted="ask a question",
        )
    with office.register.writing() as tx:
        page = signing_page(tx, token)
        check_identified(tx, page.request, session)
        key = f"{page.request.key}/question/{hashlib.sha256(question.encode()).hexdigest()[:16]}"
        try:
            tx.once(f"{page.version.id}/{key}")
        except AlreadyDone:
            return
        about, role = f"{page.version.id}/{page.request.scope}", page.holder.role
        named = {"request": page.request.id, "role": role, "words": question}
        tx.record(Fact.QUESTION_ASKED, about, named, actor=f"signatory: {role}")
        until = in_words(last_day(page.request, page.version.programme.timezone))
        contact = page.version.programme.facilitator_contact
        owe(
            tx,
            page.version,
            key,
            "change-recorded",
            (contact.email, page.holder.email),
            partner=contact.role,
            change=f"a question from a signatory for {page.scope_name}",
            what=f"The {page.holder.title} of {page.holder.organisation} asks before signing, and gets "
            f"a copy of this letter.",
            reason=question,
            next=f"answer them directly. Their link works until {until}, whatever the answer.",
        )


def ask_format(office: Office, token: str, session: str, format_name: str) -> None:
    """Record that the link's signatory asks for another format, which gives them more time.

    Raises LinkRefused and NotIdentified as `sign` does, NotAllowed as `ask_for_format` does.
    """
    with office.register.reading() as view:
        page = signing_page(view, token)
        check_identified(view, page.request, session)
    ask_for_format(office, page.version.id, page.request.scope, format_name, page.holder.role)
