"""The portal starts light: what it does not need to answer it does not import."""

import json
import subprocess
import sys
from pathlib import Path

from concordat.bootstrap import configured_programme, prepare
from concordat.settings import read_settings

HEAVY = {
    "alembic",
    "docusign_esign",
    "lxml",
    "pikepdf",
    "prefect",
    "pyhanko",
    "pyhanko_certvalidator",
    "pypandoc",
    "weasyprint",
}
START = """
import json, sys, uvicorn
uvicorn.run = lambda *_, **__: print(json.dumps(sorted(sys.modules)))
from concordat.cli import portal
portal()
"""


def test_the_portal_starts_without_prefect_and_the_document_engines(tmp_path: Path) -> None:
    environment = {"CONCORDAT_HOME": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
    settings = read_settings().model_copy(update={"home": tmp_path})
    prepare(settings, configured_programme(settings))
    command = [sys.executable, "-c", START]
    started = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    imported = {name.partition(".")[0] for name in json.loads(started.stdout)}
    assert {"concordat", "starlette"} <= imported
    assert not imported & HEAVY
