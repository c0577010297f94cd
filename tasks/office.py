"""The office that tasks work in: put together once for each process, on first use."""

from functools import cache

from concordat.bootstrap import build_office, configured_programme
from concordat.domain.programme import Programme
from concordat.home import hold
from concordat.services.office import Office
from concordat.settings import read_settings


@cache
def office() -> Office:
    """Return this process's office; the home is in use until the process ends."""
    settings = read_settings()
    hold(settings.home)
    return build_office(settings)


def programme() -> Programme:
    """Return the programme as its config stands now; BadConfig with every fault if it has any."""
    return configured_programme(read_settings())
