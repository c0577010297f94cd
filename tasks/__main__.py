"""The task server: `python -m tasks` does what the register's outbox asks for, as it is asked."""

import signal

from tasks.office import office
from tasks.relay import Relay


def main() -> None:
    """Run the relay until the process is told to stop."""
    office()
    relay = Relay()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: relay.stopped.set())
    relay.run()


if __name__ == "__main__":
    main()
