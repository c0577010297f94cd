from dataclasses import replace

from concordat.documents.publisher import DocumentPublisher
from concordat.services.mailings import Occasion
from tests.integration.documents import samples
from tests.integration.documents.test_document_pdf import squeezed


def test_a_letter_says_who_asks_whom_to_sign_what_in_which_order_and_how(
    publisher: DocumentPublisher,
) -> None:
    told = squeezed(publisher.letter_pdf(samples.letter()))
    for words in (
        "You are asked to sign To the Chief officer, Place Community Alliance",
        "Test Partnership Programme runs this process for the parties, and decides nothing itself.",
        "Version 1 changes 3 passages of the text you know.",
        "Ratification record of Place 1",
        "3f9a3f9a 3f9a3f9a: it stands at the foot of every page",
        "Mandate from the Assembly; basis: its vote; limits: may not commit funds",
        "Please answer by 8 September 2027",
        "Who signs, and in which order",
        "are one of them)",
        "Open the link in the e-mail that brought this letter.",
        "compares the paper with its scan and with the code",
        "To decline:",
        "A deputy can sign while a delegation is on record",
        "office@programme.example.org",
        "you then have 10 working days more",
        "Silence is never taken as consent.",
        "5b215b21 5b215b21 5b215b21 5b215b21",
    ):
        assert words in told
    assert "http" not in told


def test_a_posted_letter_speaks_of_paper_alone(publisher: DocumentPublisher) -> None:
    told = squeezed(publisher.letter_pdf(samples.posted_letter()))
    for words in (
        "sign the Memorandum of Understanding between the sectors.",
        "All sign side by side, in any order.",
        "Chair of the alliance (you)",
        "The document comes with this letter, printed.",
        "Give the signed paper to whoever brought it to you",
        "in writing to the address below",
        "sent to every partner and published",
    ):
        assert words in told
    for words in ("link", "By what authority", "Turn"):
        assert words not in told


def test_a_letter_offers_no_deputy_where_the_programme_admits_none(
    publisher: DocumentPublisher,
) -> None:
    programme = samples.programme()
    none = replace(programme, signing=replace(programme.signing, deputies=False))
    told = squeezed(publisher.letter_pdf(replace(samples.letter(), programme=none)))
    assert "deputy can sign" not in told


def test_the_notice_of_the_signing_says_what_comes_next(publisher: DocumentPublisher) -> None:
    told = squeezed(publisher.notice_pdf(samples.notice(Occasion.SIGNED)))
    for words in (
        "Notice to all partners: signed in public",
        "It takes effect when 2 places have ratified it, Place 1 among them, 14 days later.",
        "Signed by the Chair of the voluntary sector forum of Place Voluntary Forum on 10 June 2027",
        "Each place now decides for itself, under its own rules, by 30 September 2027.",
        "12 months from the day it takes effect",
        "https://portal.example.org/",
        "07c107c1 07c107c1 07c107c1 07c107c1",
    ):
        assert words in told


def test_the_notice_of_the_effect_says_how_each_place_stands(publisher: DocumentPublisher) -> None:
    told = squeezed(publisher.notice_pdf(samples.notice()))
    for words in (
        "Notice to all partners: in effect",
        "The agreement is in effect from 24 June 2027.",
        "Until 23 June 2028, unless it is renewed",
        "Due on 24 June 2028",
        "Place 2 Ratified with reservation 10 June 2027 24 June 2027",
        "Place 4 Awaiting decision No decision yet Not in effect",
        "Reservations",
        "Notice is short.",
        "Conditions",
        "Once Place 1 has ratified.",
    ):
        assert words in told


def test_the_last_notice_says_that_every_place_has_its_outcome(
    publisher: DocumentPublisher,
) -> None:
    told = squeezed(publisher.notice_pdf(samples.notice(Occasion.COMPLETE)))
    assert "Notice to all partners: every place has its outcome" in told
    assert "The certificate of completion comes with this notice" in told
    never = replace(samples.notice(Occasion.COMPLETE), effective_on=None)
    assert "is not in effect: too few places have ratified" in squeezed(publisher.notice_pdf(never))


def test_an_amended_text_that_is_not_signed_anew_is_told_of_as_sealed(
    publisher: DocumentPublisher,
) -> None:
    sealed = replace(samples.notice(Occasion.SIGNED), signatures=())
    told = squeezed(publisher.notice_pdf(sealed))
    assert "Notice to all partners: sealed" in told
    assert "It is not signed anew" in told
    assert "Signed by" not in told


def test_markup_in_what_a_letter_is_told_appears_as_text(publisher: DocumentPublisher) -> None:
    said = "<b>Chair</b> & {{ braces }}"
    told = squeezed(publisher.letter_pdf(replace(samples.letter(), role=said)))
    assert said in told
