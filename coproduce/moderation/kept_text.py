from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Never echoed: Django's own token.
OWN_FIELDS = {"csrfmiddlewaretoken"}


def kept_text(
    request: HttpRequest, *, status: int, title: str, message: str, is_readable: bool = True
) -> HttpResponse:
    """An error page that shows what the reader typed, with a Send button; asks no database.

    `is_readable` is false for a body too large to be read: the page then has nothing to show.
    """
    fields: list[tuple[str, str]] = []
    if request.method == "POST" and is_readable:
        fields = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in OWN_FIELDS
            for value in values
        ]
    context = {
        "status": status,
        "title": title,
        "message": message,
        "action": request.path,
        "fields": fields,
    }
    response = render(request, "kept_text.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
