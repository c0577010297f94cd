"""Write the generated pages of the documentation: `make reference`."""

from tests.reference.pages import PAGES

for path, page in PAGES.items():
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(), encoding="utf-8")
