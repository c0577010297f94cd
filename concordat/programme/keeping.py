"""The config's models of personal data: for how long it is kept, and who learns of dissent."""

from pydantic import Field

from concordat.domain.rules import RetentionRule
from concordat.programme.people import Count, CountFromOne
from concordat.programme.section import Section

USUAL = RetentionRule()


class RetentionModel(Section):
    """For how long personal data is kept once a version is over."""

    contacts_months: CountFromOne = Field(
        USUAL.contacts_months,
        description="Months after which an address goes that no version names any more.",
    )
    comment_names_months: Count = Field(
        USUAL.names_months,
        description="Months after which names and organisations of comments on a version go.",
    )
    identity_checks_months: Count = Field(
        USUAL.identity_months,
        description="Months after which it is forgotten at which browsers signatories were identified.",
    )
    letters_months: CountFromOne = Field(
        USUAL.letters_months,
        description="Months after which a letter in the mailbox folder goes, since it was written.",
    )
    staff_sessions_days: CountFromOne = Field(
        USUAL.sessions_days, description="Days after which sessions of staff are forgotten."
    )

    def rule(self) -> RetentionRule:
        """Return for how long personal data is kept, in the domain's terms."""
        return RetentionRule(
            contacts_months=self.contacts_months,
            names_months=self.comment_names_months,
            identity_months=self.identity_checks_months,
            letters_months=self.letters_months,
            sessions_days=self.staff_sessions_days,
        )


class DissentModel(Section):
    """Who learns that somebody would not sign or stay, and why."""

    kept_apart: bool = Field(
        False,
        description="Whether only the facilitator learns that a signatory declined, or why a partner "
        "leaves. What a place's body decides is always public.",
    )
