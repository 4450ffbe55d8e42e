"""Mail that could not be read or placed: for administrators, who can take it or try it again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from handrail.base.clock import now
from handrail.flow.aside import keeper
from handrail.workspace.guard import StaffRequest, staff
from handrail.workspace.views.frame import frame

MOST = 200


def _administrator(request: StaffRequest) -> None:
    if not request.user.can("administer"):
        raise Http404


@staff
def show(request: StaffRequest) -> HttpResponse:
    """What lies aside."""
    _administrator(request)
    kept = keeper().latest(most=MOST)
    return render(request, "workspace/mail.html", frame(request) | {"kept": kept})


@staff
def raw(request: StaffRequest, pk: int) -> HttpResponse:
    """One of them as it came, as a download."""
    _administrator(request)
    found = keeper().raw(pk)
    if found is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="mail-{pk}.eml"'}
    return HttpResponse(found, content_type="application/octet-stream", headers=headers)


@require_POST
@staff
def again(request: StaffRequest, pk: int) -> HttpResponse:
    """Try one once more."""
    _administrator(request)
    if keeper().replay(pk, at=now()):
        messages.success(request, "It is read once more in a moment.")
    else:
        messages.error(request, "It does not lie here any more.")
    return redirect("workspace:mail")
