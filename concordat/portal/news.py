"""The page on which somebody refuses news of an agreement, or has it again.

The rules:
1. Looking changes nothing: programmes open links before people do.
2. A mail programme's own button sends `List-Unsubscribe=One-Click`, from anywhere and without a
   cookie, and that refuses the news. The address of the page is proof enough. Source: RFC 8058.
"""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from concordat.portal.desk import office_of, page
from concordat.portal.forms import body_of
from concordat.services.news import NewsChoice, NewsKey, choose_news, news_choice

AGAIN = b"news=again"


def show_choice(request: Request) -> HTMLResponse:
    """Show which choice stands, and the form that changes it."""
    return _page(request, news_choice(office_of(request), _key(request)))


async def take_choice(request: Request) -> Response:
    """Refuse the news, or have it again; whatever else is sent refuses it."""
    body = await body_of(request)
    again = body.strip() == AGAIN
    await run_in_threadpool(choose_news, office_of(request), _key(request), refused=not again)
    return RedirectResponse(request.url.path, 303)


def _key(request: Request) -> NewsKey:
    path = request.path_params
    return NewsKey(path["agreement"], f"contact:{path['number']}", path["token"])


def _page(request: Request, choice: NewsChoice) -> HTMLResponse:
    return page(request, "news", version=choice.version, choice=choice, path=request.url.path)
