"""One file is the reference for settings; the operator's page lists the same."""

import re
from pathlib import Path

from handrail.config import env

CHECKOUT = Path(__file__).parents[2]
ROW = re.compile(r"\| `(HANDRAIL_[A-Z_]+|DATABASE_URL)` \|")


def test_the_operators_page_names_every_setting_and_no_other() -> None:
    reference = Path(env.__file__).read_text()
    read = set(re.findall(r"r\.\w+\(\s*\"([A-Z_]+)\"", reference))
    documented = set(re.findall(r"\"\"\"(HANDRAIL_[A-Z_]+|DATABASE_URL) \(", reference))
    page = (CHECKOUT / "docs" / "operations.md").read_text()
    table = {found[1] for row in page.splitlines() if (found := ROW.match(row))}
    assert read == documented
    assert table == documented
