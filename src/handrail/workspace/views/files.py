"""Files, handed out as downloads and never as part of a page of ours."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from handrail.tickets.scanning import HeldBack, opened
from handrail.workspace.guard import StaffRequest, staff, ticket_for


@staff
def show(request: StaffRequest, number: int, pk: int) -> HttpResponseBase:
    """A file of a message or a note of this ticket."""
    files = ticket_for(request.user, number).attachments.select_related("blob")
    file = files.filter(pk=pk).first()
    if file is None:
        raise Http404
    try:
        stored = opened(file.blob)
    except HeldBack as why:
        return HttpResponse(str(why), status=403, content_type="text/plain; charset=utf-8")
    return FileResponse(
        stored, as_attachment=True, filename=file.name, content_type=BYTES, headers=SAFE
    )


BYTES = "application/octet-stream"
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
