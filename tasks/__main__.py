"""The task server: `python -m tasks` does what the register's outbox asks for, as it is asked."""

import signal
import threading

from prometheus_client import REGISTRY

from concordat.logs import start_logs
from concordat.readiness import readiness
from concordat.settings import read_settings
from concordat.watch_server import serve_watch
from tasks.console import Console
from tasks.measuring import Standing
from tasks.office import office
from tasks.relay import Relay
from tasks.rota import Rota


def main() -> None:
    """Run the relay until the process is told to stop."""
    start_logs("tasks")
    settings = read_settings()
    REGISTRY.register(Standing(office()))
    serve_watch(settings.watch_host, settings.tasks_watch_port, readiness(settings))
    relay = Relay()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: relay.stopped.set())
    beside = [Console(relay.stopped).run]
    if not office().rehearsal:
        # A rehearsal's clock jumps, and whoever moves it looks for what is due.
        beside.append(Rota(relay.stopped).run)
    threads = [threading.Thread(target=run) for run in beside]
    for thread in threads:
        thread.start()
    relay.run()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
