"""The page that shows what an amended version changes, every passage in order."""

from starlette.requests import Request
from starlette.responses import HTMLResponse

from concordat.domain.errors import NotFound
from concordat.portal.desk import office_of, page
from concordat.portal.headings import headings_of
from concordat.portal.programme_page import listed_changes
from concordat.portal.public import text_of
from concordat.services.lineage import changed_passages, in_passages


def changes(request: Request) -> HTMLResponse:
    """Show the text of a version with its changes marked; NotFound for one that amends nothing."""
    office, number = office_of(request), request.path_params["number"]
    with office.register.reading() as view:
        known = [view.version(v) for v in view.version_ids()]
        version = next((v for v in known if v.number == number and v.changes_sha256), None)
        passages = 0 if version is None else changed_passages(view, version)
        documents = () if version is None else listed_changes(view, version)
    if version is None or version.changes_sha256 is None:
        raise NotFound(
            f"There is no version {number} that amends another.",
            remedy="Start from our first page.",
        )
    text = text_of(office, version.changes_sha256)
    return page(
        request,
        "changes",
        version=version,
        shown=version,
        passages=in_passages(passages),
        documents=documents,
        text=text,
        headings=headings_of(text),
    )
