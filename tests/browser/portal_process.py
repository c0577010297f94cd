"""The portal of the settings, in a process of its own, on the clock of a file and over TLS.

It is what `concordat portal` serves, but for the line that says it is a rehearsal: a signatory's page
is looked at as a signatory sees it. The certificate and its key are the two arguments.
"""

import sys
from dataclasses import replace

import uvicorn

from concordat.bootstrap import build_office
from concordat.evidence.inspector import ConfinedInspector
from concordat.notices.invitations import invitations
from concordat.notices.programme_feed import programme_feed
from concordat.portal.app import create_app
from concordat.settings import read_settings

if __name__ == "__main__":
    settings = read_settings()
    office = replace(build_office(settings), rehearsal=False)
    app = create_app(office, settings.templates, invitations, ConfinedInspector(), programme_feed)
    certificate, key = sys.argv[1:]
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=settings.portal_port,
        log_level="warning",
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
