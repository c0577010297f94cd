"""What a rehearsal is played on: the service, its clock, its register, and patience."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from concordat.clocks import FileClock
from concordat.domain.calendar import at_local, local_date
from concordat.domain.record import VersionRecord
from concordat.local.processes import Processes
from concordat.rehearsal.director import Director
from concordat.rehearsal.elsewhere import SignatoriesElsewhere
from concordat.rehearsal.people import People
from concordat.rehearsal.progress import Progress
from concordat.services.catch_up import leave_wakes
from concordat.services.office import Office

PATIENCE_S = 120.0
LOOK_S = 0.4

MORNING = time(9, 5)
EVENING = time(18)


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything a rehearsal needs. `timezone` is the system's.

    `elsewhere` are those who sign through another provider, if any do.
    """

    office: Office
    clock: FileClock
    processes: Processes
    director: Director
    people: People
    progress: Progress
    version_id: str
    timezone: str
    elsewhere: SignatoriesElsewhere | None = None

    @property
    def today(self) -> date:
        """The rehearsal's date."""
        return local_date(self.clock.now(), self.timezone)

    def jump(self, day: date, at: time = MORNING) -> None:
        """Set the clock to a day, never back, and do what the catch-up schedule does meanwhile."""
        moment = at_local(day, at, self.timezone)
        self.clock.set(max(moment, self.clock.now()))
        leave_wakes(self.office)

    def minute_passes(self) -> datetime:
        """Let a minute pass."""
        self.clock.set(self.clock.now() + timedelta(minutes=1))
        return self.clock.now()

    def say(self, words: str) -> None:
        """Tell what happened today."""
        self.progress.say(self.today.isoformat(), words)

    def record(self) -> VersionRecord:
        """Return the version as it stands."""
        with self.office.register.reading() as view:
            return view.version_record(self.version_id)

    def has_begun(self) -> bool:
        """Say whether the version is on the register."""
        with self.office.register.reading() as view:
            return self.version_id in view.version_ids()

    def owes_letters(self) -> bool:
        """Say whether letters wait to be handed over."""
        with self.office.register.reading() as view:
            return bool(view.unsent_notices())

    def until(self, ready: Callable[[], bool], what: str) -> None:
        """Wait until something is so; fail at once when a process has died."""
        self.processes.wait_until(ready, what, PATIENCE_S)

    def until_run(self, run_id: str, ready: Callable[[], bool], what: str) -> None:
        """Wait until something is so that a run brings about; fail at once when the run has failed.

        Looks less often: every look at a run costs Prefect's server.
        """

        def check() -> bool:
            self.director.state(run_id)
            return ready()

        self.processes.wait_until(check, what, PATIENCE_S, LOOK_S)
