"""The config as far as it could be read: what the checks look at.

Whatever is missing or wrong is None or left out, and has its fault already; a check says nothing
about what it cannot see.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from concordat.domain.calendar import REGIONS, responses_due_on, working_day_from
from concordat.domain.logo import Logo
from concordat.programme.bodies import BodyModel
from concordat.programme.models import AgreementFile, CalendarFile, PlaceFile
from concordat.programme.people import PartyModel
from concordat.programme.timeline import PollModel, PreElectionPeriodModel, TimelineModel
from concordat.programme.written import Day, Moment, Ref
from concordat.programme.yaml_source import At

USUAL_TIMEZONE = "Europe/London"
USUAL_REGION = "england-and-wales"


def is_timezone(name: str) -> bool:
    """Say whether there is a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def first_meeting(body: BodyModel | None, *, after: date) -> date | None:
    """Return the body's first meeting later than that day."""
    days = [meeting.first for meeting in body.meetings] if body else []
    return min((day for day in days if day > after), default=None)


@dataclass(frozen=True, slots=True)
class RatifyingBody:
    """A body that ratifies, and the current places it does so for."""

    model: BodyModel
    at: At
    places: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the body's name as its readers know it."""
        return self.model.name or " and ".join(self.places)


@dataclass(frozen=True, slots=True)
class Config:
    """What could be read of a programme's files. `places` has None for a file that could not be."""

    today: date
    begins: At
    agreement: AgreementFile | None
    places: Mapping[str, PlaceFile | None]
    calendars: tuple[CalendarFile, ...] = ()
    logo: Logo | None = None

    @property
    def timeline(self) -> TimelineModel | None:
        """Return the stages."""
        return self.agreement.timeline if self.agreement else None

    @property
    def window_opens(self) -> Day | None:
        """Return the day the review window opens: the first working day of a month."""
        window = self.timeline.review_window if self.timeline else None
        opens = window.opens if window else None
        if not opens or not opens.is_month:
            return opens
        return replace(opens, first=working_day_from(opens.first, self.region))

    @property
    def window_closes(self) -> Day | None:
        """Return the last day of the review window, a working day."""
        return self._response_day(self.written_close)

    @property
    def written_close(self) -> Day | None:
        """Return the last day of the review window as it is written."""
        window = self.timeline.review_window if self.timeline else None
        return window.closes if window else None

    @property
    def ratification_due(self) -> Day | None:
        """Return the day ratification is due, a working day."""
        return self._response_day(self.written_due)

    @property
    def written_due(self) -> Day | None:
        """Return the day ratification is due as it is written."""
        ratification = self.timeline.ratification if self.timeline else None
        return ratification.due if ratification else None

    def _response_day(self, written: Day | None) -> Day | None:
        return written and replace(written, last=responses_due_on(written.last, self.region))

    @property
    def signing_day(self) -> Day | None:
        """Return the day of the public signing."""
        signing = self.timeline.public_signing if self.timeline else None
        return signing.on if signing else None

    @property
    def parties(self) -> list[PartyModel]:
        """Return the parties."""
        return (self.agreement.parties if self.agreement else None) or []

    @property
    def party_ids(self) -> tuple[str, ...]:
        """Return the parties' ids; none while one is missing or stands twice."""
        ids = tuple(party.id for party in self.parties if party.id)
        return ids if len(set(ids)) == len(self.parties) else ()

    @property
    def bodies(self) -> Mapping[str, BodyModel | None]:
        """Return the bodies of `agreement.yaml` by id; None for one that could not be read."""
        return (self.agreement.bodies if self.agreement else None) or {}

    @property
    def region(self) -> str:
        """Return whose bank holidays count; the usual ones when the config names none there are."""
        calendar = self.agreement.calendar if self.agreement else None
        return calendar.region if calendar and calendar.region in REGIONS else USUAL_REGION

    @property
    def timezone(self) -> str:
        """Return the system's time zone; the usual one when the config names none there is."""
        system = self.agreement.system if self.agreement else None
        named = (system.timezone if system else None) or USUAL_TIMEZONE
        return named if is_timezone(named) else USUAL_TIMEZONE

    @property
    def periods(self) -> list[PreElectionPeriodModel]:
        """Return the pre-election periods of every file."""
        calendar = self.agreement.calendar if self.agreement else None
        first = calendar.pre_election_periods if calendar else []
        return [*first, *(p for file in self.calendars for p in file.pre_election_periods)]

    @property
    def polls(self) -> list[PollModel]:
        """Return the polls of every file."""
        calendar = self.agreement.calendar if self.agreement else None
        first = calendar.polls if calendar else []
        return [*first, *(poll for file in self.calendars for poll in file.polls)]

    @property
    def asked_on(self) -> date:
        """Return the day whose places are asked to ratify: that of the public signing."""
        return self.signing_day.first if self.signing_day else self.today

    def current_places(self) -> dict[str, PlaceFile | None]:
        """Return the places that exist when they are asked to ratify."""
        on = self.asked_on
        return {
            place_id: place
            for place_id, place in self.places.items()
            if not place
            or (
                (not place.valid_from or place.valid_from.first <= on)
                and (not place.valid_to or on <= place.valid_to.last)
            )
        }

    def named_body(self, ref: Ref | None) -> BodyModel | None:
        """Return the body of `agreement.yaml` that is meant, as far as it could be read."""
        return self.bodies.get(ref.id) if ref else None

    def ratifying_bodies(self) -> Iterator[RatifyingBody]:
        """Yield each body that ratifies for a current place, once."""
        shared: dict[str, list[str]] = {}
        for place_id, place in self.current_places().items():
            body = place.ratifying_body if place else None
            if isinstance(body, Ref):
                shared.setdefault(body.id, []).append(place_id)
            elif body:
                yield RatifyingBody(body, body.at(), (place_id,))
        for body_id, served in shared.items():
            if model := self.bodies.get(body_id):
                yield RatifyingBody(model, model.at(), tuple(served))

    def local(self, moment: Moment) -> Moment:
        """Return the moment aware: in the system's time zone when it is written without an offset."""
        if moment.written.tzinfo:
            return moment
        return Moment(moment.written.replace(tzinfo=ZoneInfo(self.timezone)), moment.at)
