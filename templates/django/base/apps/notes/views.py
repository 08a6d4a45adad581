"""Pages for the notes of the user who asks; those of others do not exist for them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from apps.notes.forms import AttachmentForm, NoteForm, SearchForm
from apps.notes.models import Note
from apps.notes.selectors import attachments_of, notes_of, search_notes
from apps.notes.services import archive_notes, remove_attachment
from apps.users.models import User

PER_PAGE = 20


def _visitor(request: HttpRequest) -> User:
    """Who is logged in; a view asks behind `login_required` only."""
    assert isinstance(request.user, User)  # noqa: S101  (tells the type checker what is known)
    return request.user


@require_safe
@login_required
def browse(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    words = form.cleaned_data["search"] if form.is_valid() else ""
    pages = Paginator(search_notes(notes_of(_visitor(request)), words), PER_PAGE)
    number = request.GET.get("page", "1")
    if not number.isdecimal() or int(number) not in pages.page_range:
        raise Http404
    context = {"form": form, "searched": bool(words), "page": pages.page(number)}
    return render(request, "notes/list.html", context)


@require_safe
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(notes_of(_visitor(request)), pk=pk)
    context = {"note": note, "attachments": note.attachments.all()}
    return render(request, "notes/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Changes a note, or writes a new one."""
    owner = _visitor(request)
    note = Note(owner=owner) if pk is None else get_object_or_404(notes_of(owner), pk=pk)
    form = NoteForm(request.POST or None, instance=note)
    if form.is_valid() and form.save_or_explain():
        messages.success(request, _("The note is saved."))
        return redirect(note)
    return render(request, "notes/form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first; archives when the answer is sent."""
    mine = notes_of(_visitor(request)).filter(pk=pk)
    note = get_object_or_404(mine)
    if request.method != "POST":
        return render(request, "notes/archive.html", {"note": note})
    if archive_notes(mine):
        messages.success(request, _("The note is archived."))
    return redirect("notes:list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(notes_of(_visitor(request)), pk=pk)
    posted = request.method == "POST"
    form = AttachmentForm(request.POST, request.FILES) if posted else AttachmentForm()
    if form.is_valid() and form.save_or_explain(note):
        messages.success(request, _("The file is attached."))
        return redirect(note)
    return render(request, "notes/attach.html", {"form": form, "note": note})


@require_safe
@login_required
@cache_control(private=True, no_cache=True)
def download(request: HttpRequest, pk: int) -> FileResponse:
    """Sends a file to be saved, never to be shown: it is not ours, and browsers might run it."""
    found = get_object_or_404(attachments_of(_visitor(request)), pk=pk)
    return FileResponse(
        found.file.open(), as_attachment=True, filename=found.name, content_type=found.content_type
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first; removes when the answer is sent."""
    found = get_object_or_404(attachments_of(_visitor(request)), pk=pk)
    if request.method != "POST":
        return render(request, "notes/remove.html", {"attachment": found})
    remove_attachment(found)
    messages.success(request, _("The file is removed."))
    return redirect(found.note)
