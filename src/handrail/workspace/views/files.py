"""Files, handed out as downloads and never as part of a page of ours."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase

from handrail.tickets.files import path_of
from handrail.workspace.guard import StaffRequest, staff, ticket_for


@staff
def show(request: StaffRequest, number: int, pk: int) -> HttpResponseBase:
    """A file of a message or a note of this ticket."""
    file = ticket_for(request.user, number).attachments.filter(pk=pk).first()
    if file is None:
        raise Http404
    opened = default_storage.open(path_of(file.blob_id))
    return FileResponse(
        opened, as_attachment=True, filename=file.name, content_type=BYTES, headers=SAFE
    )


BYTES = "application/octet-stream"
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
