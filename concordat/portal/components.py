"""GOV.UK Frontend's components as macros, for every page and without being imported there.

They are govuk-frontend-jinja's. Those ask for options that nobody gave, which our pages may not: so
they live in an environment of their own, and a page's own undefined value fails inside them as it
does outside.
"""

from collections.abc import Callable
from functools import cache

from jinja2 import Environment, PackageLoader, PrefixLoader

_THEIRS = "govuk_frontend_jinja"

COMPONENTS = {
    "govukBackLink": "back-link",
    "govukBreadcrumbs": "breadcrumbs",
    "govukButton": "button",
    "govukCheckboxes": "checkboxes",
    "govukDateInput": "date-input",
    "govukDetails": "details",
    "govukErrorMessage": "error-message",
    "govukErrorSummary": "error-summary",
    "govukFieldset": "fieldset",
    "govukFileUpload": "file-upload",
    "govukGenericHeader": "generic-header",
    "govukHint": "hint",
    "govukInput": "input",
    "govukInsetText": "inset-text",
    "govukLabel": "label",
    "govukNotificationBanner": "notification-banner",
    "govukPanel": "panel",
    "govukPhaseBanner": "phase-banner",
    "govukRadios": "radios",
    "govukSkipLink": "skip-link",
    "govukSummaryList": "summary-list",
    "govukTable": "table",
    "govukTag": "tag",
    "govukTaskList": "task-list",
    "govukTextarea": "textarea",
    "govukWarningText": "warning-text",
}
"""The macros by name, each with its component; `govuk/components.scss` has the same components."""


@cache
def component_macros() -> dict[str, Callable[..., str]]:
    """Return the macros by the names under which pages call them."""
    theirs = Environment(
        loader=PrefixLoader({_THEIRS: PackageLoader(_THEIRS)}),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return {
        name: getattr(
            theirs.get_template(f"{_THEIRS}/components/{component}/macro.html").module, name
        )
        for name, component in COMPONENTS.items()
    }
