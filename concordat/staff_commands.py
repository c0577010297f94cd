"""The commands about the staff's pages, for whoever runs the machine."""

from collections.abc import Callable

import typer

from concordat.domain.errors import BadSetting
from concordat.services.office import Office


def add_staff_commands(app: typer.Typer, office: Callable[[], Office]) -> None:
    """Add the commands, for the office of the service when one of them is run."""

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

    @app.command()
    def sign_staff_out() -> None:
        """End every session of the staff, and every link to sign in that is still open."""
        from concordat.services.staff import sign_all_out  # noqa: PLC0415

        typer.echo(f"Ended: {sign_all_out(office())} sessions and links.")
