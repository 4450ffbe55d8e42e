"""Pictures and files beside an article's text: brought and taken away while one writes."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from handrail.base.by import By
from handrail.base.languages import later
from handrail.knowledge import actions
from handrail.knowledge.models import Article, ArticleFile
from handrail.tickets.files import SHOWN_INLINE, File, check_size
from handrail.tickets.rules import Refused
from handrail.workspace.guard import StaffRequest
from handrail.workspace.knowledge.common import TROUBLE

MOST = 100
NO_FILE = later("Choose a file first, then add it.")


def files_beside(article: Article) -> list[tuple[ArticleFile, str]]:
    """Each file with the Markdown that names it."""
    return [(one, as_markdown(one)) for one in article.files.all()]


def as_markdown(file: ArticleFile) -> str:
    """What to write into a text; a name with spaces or brackets stands between angle brackets."""
    is_plain = not set(file.name) & set(" ()<>")
    target = file.name if is_plain else f"<{file.name}>"
    label = "".join(f"\\{sign}" if sign in "[]\\" else sign for sign in file.name)
    mark = "!" if file.content_type in SHOWN_INLINE else ""
    return f"{mark}[{label}]({target})"


def bring(request: StaffRequest, article: Article) -> bool:
    """Keep the file that came with the form, if one did; whether nothing was refused."""
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        return True
    try:
        check_size(given.name or "", given.size or 0)
        _check_number(article, given.name or "")
        kept = actions.add_file(article, file=_file(given), by=By.person(request.user))
    except TROUBLE as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(
        request, _("Kept. Put this where it belongs: %(words)s") % {"words": as_markdown(kept)}
    )
    return True


def _check_number(article: Article, name: str) -> None:
    if article.files.count() >= MOST and not article.files.filter(name=name).exists():
        raise Refused("An article has at most %(most)s files. Take one away first.", most=MOST)


def _file(given: UploadedFile) -> File:  # type: ignore[type-arg]
    kind = given.content_type or "application/octet-stream"
    return File(name=given.name or "file", content=given.read(), content_type=kind)


def take_away(request: StaffRequest, article: Article, number: str) -> None:
    """Remove a file; one that is not there is no fault."""
    known = article.files.filter(pk=int(number)).first() if number.isdecimal() else None
    if known is None:
        return
    try:
        actions.remove_file(article, name=known.name, by=By.person(request.user))
        messages.success(request, _("%(name)s is gone.") % {"name": known.name})
    except TROUBLE as refusal:
        messages.error(request, str(refusal))
