"""Django's admin behind our own door: our sign-in, administrators only, a content policy of its own."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase
from unfold.sites import UnfoldAdminSite

# The admin's scripts are Alpine's and evaluate expressions; no page of ours allows that.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class Administration(UnfoldAdminSite):  # type: ignore[misc]
    """The admin site."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Only administrators; everybody else who is signed in finds nothing here."""
        person = request.user
        if isinstance(person, AnonymousUser):
            return False
        if not person.can("administer"):
            raise Http404
        return True

    def admin_view(
        self, view: Callable[..., HttpResponseBase], cacheable: bool = False
    ) -> Callable[..., HttpResponseBase]:
        """Every page with the admin's own content policy."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            response: HttpResponseBase = inner(request, *args, **kwargs)
            response.headers["Content-Security-Policy"] = POLICY
            return response

        return guarded
