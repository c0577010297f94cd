"""`concordat deploy`: tell a Prefect server that runs elsewhere the work pool and the deployments."""

import os
import subprocess
import sys

import httpx

from concordat.domain.errors import BadSetting, ConcordatError, Undeliverable
from concordat.local.service import create_work_pool, project_folder

URL, AUTH = "PREFECT_API_URL", "PREFECT_API_AUTH_STRING"


def deploy() -> None:
    """Make the work pool and deploy what prefect.yaml says; what is there already is brought up to date.

    Raises BadSetting without an address, Undeliverable while the server does not answer,
    ConcordatError when it refuses.
    """
    api = os.environ.get(URL, "")
    if not api:
        raise BadSetting(
            "Where Prefect's server is was not said.", remedy=f"Name its address in {URL}."
        )
    user, _, password = os.environ.get(AUTH, "").partition(":")
    try:
        create_work_pool(api, (user, password) if password else None)
    except httpx.HTTPError as error:
        raise Undeliverable(
            f"Prefect's server at {api} does not answer as it should: {error}.",
            remedy=f"See that it runs, and that {URL} and {AUTH} are its own; then try again.",
            attempted="tell Prefect the deployments",
        ) from error
    command = (sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all")
    done = subprocess.run(command, cwd=project_folder(), check=False)  # noqa: S603  # Our own.
    if done.returncode:
        raise ConcordatError("Prefect did not take the deployments.", remedy="See above why.")
