"""The shape of the desk, and who is asking, as programs get them."""

from handrail.api.schemas.shape import Shape
from handrail.desk.models import Category, Team, Tier


class TierOut(Shape):
    level: int
    name: str
    solves: str

    @classmethod
    def of(cls, row: Tier) -> "TierOut":
        """A tier."""
        return cls(level=row.level, name=row.name, solves=row.solves)


class TeamOut(Shape):
    slug: str
    name: str
    tier: int

    @classmethod
    def of(cls, row: Team) -> "TeamOut":
        """A team."""
        return cls(slug=row.slug, name=row.name, tier=row.tier.level)


class CategoryOut(Shape):
    path: str
    complexity: int

    @classmethod
    def of(cls, row: Category) -> "CategoryOut":
        """A category."""
        return cls(path=row.path, complexity=row.complexity)


class MeOut(Shape):
    id: int
    name: str
    email: str | None
    role: str
    scopes: list[str]
