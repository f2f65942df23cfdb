from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def kept_text(
    request: HttpRequest,
    *,
    status: int,
    title: str,
    message: str,
    is_readable: bool = True,
    can_send: bool = True,
) -> HttpResponse:
    """An error page that shows what was typed, with a Send button; it asks no database.

    `is_readable` is false for a body too large to be read: there is nothing to show then.
    `can_send` is false where sending again could never help: the text is there to be copied.
    """
    fields: list[tuple[str, str]] = []
    has_files = False
    if request.method == "POST" and is_readable:
        fields = [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken" and "password" not in name
            for value in values
        ]
        has_files = bool(request.FILES)
    context = {
        "status": status,
        "title": title,
        "message": message,
        "action": request.path,
        "needs_token": request.path.startswith("/admin/"),
        "can_send": can_send,
        "fields": fields,
        "has_files": has_files,
    }
    response = render(request, "kept_text.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
