"""What may be done about a message that is on its way: take it back, or send it again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.base.by import By
from handrail.flow import delivery
from handrail.flow.outbox import holding, suppressing
from handrail.workspace.guard import StaffRequest, staff, ticket_for
from handrail.workspace.views.frame import place


@require_POST
@staff
def undo(request: StaffRequest, number: int, pk: int) -> HttpResponse:
    """Put an answer that has not left back into the composer."""
    ticket = ticket_for(request.user, number)
    if holding.undo(pk, ticket=ticket, by=By.person(request.user)):
        messages.success(
            request, _("Taken back. Your text is below; files have to be added again.")
        )
    else:
        messages.info(request, _("It has left already."))
    return redirect(place(ticket))


@require_POST
@staff
def works_again(request: StaffRequest, number: int) -> HttpResponse:
    """The requester's address takes mail again, though it once came back."""
    ticket = ticket_for(request.user, number)
    if not request.user.can("reply"):
        raise Http404
    suppressing.works_again(ticket.requester, by=By.person(request.user))
    messages.success(request, _("Mail goes to this address again."))
    return redirect(place(ticket))


@require_POST
@staff
def send_again(request: StaffRequest, number: int, pk: int) -> HttpResponse:
    """Try once more what had failed or come back."""
    ticket = ticket_for(request.user, number)
    message = get_object_or_404(ticket.messages, pk=pk)
    if not request.user.can("reply"):
        raise Http404
    try:
        delivery.send_again(message, by=By.person(request.user))
    except delivery.CannotGoAgain as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("It is on its way again."))
    return redirect(place(ticket))
