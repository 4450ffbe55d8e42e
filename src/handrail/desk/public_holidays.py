"""Public holidays of a country or a part of it, as a rule that lives on: next year's are known too."""

from datetime import date
from functools import lru_cache

import holidays

from handrail.base.languages import later
from handrail.desk.week import BadCalendar


@lru_cache(maxsize=512)
def in_year(country: str, subdivision: str, year: int) -> frozenset[date]:
    """The public holidays of one year; none where no country is named."""
    if not country:
        return frozenset()
    return frozenset(
        holidays.country_holidays(country, subdiv=subdivision or None, years=year, expand=False)
    )


def check_country(country: str, subdivision: str) -> None:
    """Raise BadCalendar for a country or a part of one whose holidays nobody has written down."""
    if not country:
        if subdivision:
            raise BadCalendar("Choose the country that the region of the holidays belongs to.")
        return
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise BadCalendar(
            "No public holidays are known for “%(country)s”. Use a code such as DE.",
            country=country,
        )
    if subdivision and subdivision not in known[country]:
        parts = known[country] or later("none")
        raise BadCalendar(
            "%(country)s has no region “%(subdivision)s” with holidays; it has %(parts)s.",
            country=country,
            subdivision=subdivision,
            parts=parts,
        )
