"""The command with which whoever runs the machine signs in to the staff's pages."""

from collections.abc import Callable

import typer

from concordat.domain.errors import BadSetting
from concordat.services.office import Office


def add_admin_link(app: typer.Typer, office: Callable[[], Office]) -> None:
    """Add the command, for the office of the service when it is run."""

    @app.command()
    def admin_link() -> None:
        """Print a link that opens the staff's pages once, within ten minutes."""
        from concordat.services.staff import make_admin_link  # noqa: PLC0415
        from concordat.settings import read_settings  # noqa: PLC0415

        if read_settings().oidc_issuer:
            raise BadSetting(
                "Staff sign in with their organisation's account: CONCORDAT_OIDC_ISSUER is set.",
                remedy="Open /staff in the portal.",
                attempted="make an admin link",
            )
        typer.echo(make_admin_link(office()))
