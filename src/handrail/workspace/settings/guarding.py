"""Who may see the settings."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpResponse

from handrail.workspace.guard import StaffRequest, staff

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponse]


def administrators(view: View[P]) -> Any:
    """For those who administer; for others there is no such page."""

    def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.can("administer"):
            raise Http404
        return view(request, *args, **kwargs)

    return staff(wraps(view)(guarded))
