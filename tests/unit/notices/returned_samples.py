"""Messages as mail servers send them back."""

LETTER = "<0123456789abcdef0123456789abcdef@facilitator.example.org>"


def a_report(
    *,
    action: str = "failed",
    recipient: str = "chair@east.example.org",
    original: str = "",
    message_id: str = LETTER,
    diagnostic: str = "smtp; 550 5.1.1 <chair@east.example.org>: user unknown",
    enclosed: str = "message/rfc822",
    more: str = "",
) -> bytes:
    """Return a delivery report of one address, with the letter or its header enclosed."""
    original_line = f"Original-Recipient: rfc822; {original}\n" if original else ""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mail.example.org
To: lead@facilitator.example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_r"

--=_r
Content-Type: text/plain; charset=us-ascii

I could not deliver it.

--=_r
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
Arrival-Date: Thu, 24 Jun 2027 09:00:00 +0000

{original_line}Final-Recipient: rfc822; {recipient}
Action: {action}
Status: 5.1.1
Diagnostic-Code: {diagnostic}
{more}
--=_r
Content-Type: {enclosed}

From: The Facilitator <lead@facilitator.example.org>
Message-ID: {message_id}
Subject: Please sign

Dear Chair,
--=_r--
""".encode()
