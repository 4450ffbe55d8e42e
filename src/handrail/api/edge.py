"""What holds for every request to the API: its size, and that each error is a problem."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from handrail.api.problems import PROBLEM, Problem, answer

PREFIX = "/api/"
# The longest text there is, written as escapes, and room around it.
MOST_BODY = 1024 * 1024
WORDS = {
    404: "There is nothing at this address. See /api/v1/openapi.json.",
    405: "This address does not take that method. See /api/v1/openapi.json.",
    500: "Something went wrong here. It is logged; try again later.",
}


class Edge:
    """Middleware: outside the API it only looks at the path."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        if _size(request) > MOST_BODY:
            return answer(Problem(413, "Too large", f"A request has at most {MOST_BODY:,} bytes."))
        response = self.get_response(request)
        if response.status_code >= 400 and response.headers.get("Content-Type") != PROBLEM:
            response = _as_problem(response)
        response.headers["Cache-Control"] = "no-store"
        return response


def _size(request: HttpRequest) -> int:
    claimed = request.META.get("CONTENT_LENGTH") or "0"
    return int(claimed) if claimed.isdigit() else 0


def _as_problem(page: HttpResponse) -> HttpResponse:
    """A page that Django made for people, in the words of the API."""
    status = page.status_code
    title = HTTPStatus(status).phrase
    response = answer(Problem(status, title, WORDS.get(status, title)))
    if "Allow" in page.headers:
        response.headers["Allow"] = page.headers["Allow"]
    return response
