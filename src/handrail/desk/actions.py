"""Changing the shape of support."""

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.desk.models import Category

DEEPEST = 10


@transaction.atomic
def place(category: Category) -> Category:
    """Save a category, and the path of it and of all below it.

    Raises ValueError when it would stand below itself.
    """
    above, names = category.parent, [category.name]
    while above is not None:
        if above.pk == category.pk or len(names) > DEEPEST:
            raise ValueError(_("A category cannot stand below itself."))
        names.append(above.name)
        above = above.parent
    category.path = " / ".join(reversed(names))[:400]
    category.save()
    for child in category.children.all():
        place(child)
    return category
