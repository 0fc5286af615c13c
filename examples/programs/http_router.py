"""HTTP without sockets: a request parser, a router, middleware and a small application; bytes in, bytes out.

    http_router.py < requests.txt     answers the requests of a file, one connection
    http_router.py --demo             a session with the sample application
    http_router.py --routes

The parser is fed pieces of any size and yields requests as they are complete: pipelining, chunked bodies and broken input included.
"""

from __future__ import annotations

import argparse
import base64
import email.utils
import hashlib
import hmac
import inspect
import json
import logging
import re
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial, wraps
from http import HTTPMethod, HTTPStatus
from http.cookies import CookieError, SimpleCookie
from types import UnionType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints
from urllib.parse import parse_qs, quote, unquote, urlsplit

log = logging.getLogger("http")
MAX_HEAD = 8192
MAX_BODY = 1 << 20


class HTTPError(Exception):
    def __init__(self, status: HTTPStatus, detail: str = "", **headers: str) -> None:
        super().__init__(detail or status.description)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Headers(Mapping[str, str]):
    """Names in any case; repeated fields are joined with commas, cookies apart."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs
        self._values: dict[str, str] = {}
        for name, value in pairs:
            key = name.lower()
            joint = "; " if key == "cookie" else ", "
            self._values[key] = f"{self._values[key]}{joint}{value}" if key in self._values else value

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass
class Request:
    method: HTTPMethod
    target: str
    version: str
    headers: Headers
    body: bytes = b""
    session: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @cached_property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @cached_property
    def cookies(self) -> dict[str, str]:
        try:
            return {name: morsel.value for name, morsel in SimpleCookie(self.headers.get("cookie", "")).items()}
        except CookieError as error:
            raise HTTPError(HTTPStatus.BAD_REQUEST, str(error)) from error

    def json(self) -> Any:
        if self.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise HTTPError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "JSON is expected")
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise HTTPError(HTTPStatus.BAD_REQUEST, f"bad JSON: {error}") from error

    @property
    def keep_alive(self) -> bool:
        wish = self.headers.get("connection", "").lower()
        return wish == "keep-alive" if self.version == "HTTP/1.0" else wish != "close"


# --- the parser: a generator that is sent bytes ------------------------------

REQUEST_LINE = re.compile(rb"([A-Z]+) ([!-~]+) (HTTP/1\.[01])")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*")
type Need = int | bytes  # so many bytes, or up to and with this mark


def read_request() -> Generator[Need, bytes, Request]:
    """Yields what it needs; is sent just that."""
    line = b""
    while not line:
        line = (yield b"\r\n").rstrip(b"\r\n")  # empty lines in front are ignored
    match = REQUEST_LINE.fullmatch(line)
    if match is None:
        raise HTTPError(HTTPStatus.BAD_REQUEST, f"bad request line {line[:40]!r}")
    method, target, version = (part.decode("ascii") for part in match.groups())
    if method not in HTTPMethod.__members__:
        raise HTTPError(HTTPStatus.NOT_IMPLEMENTED, f"method {method}")
    headers = Headers((yield from read_fields()))
    if version == "HTTP/1.1" and "host" not in headers:
        raise HTTPError(HTTPStatus.BAD_REQUEST, "no Host")
    body = yield from read_body(headers)
    return Request(HTTPMethod[method], target, version, headers, body)


def read_fields() -> Generator[Need, bytes, list[tuple[str, str]]]:
    pairs: list[tuple[str, str]] = []
    size = 0
    while line := (yield b"\r\n").removesuffix(b"\r\n"):
        size += len(line)
        if size > MAX_HEAD:
            raise HTTPError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        match = FIELD.fullmatch(line)
        if match is None:
            raise HTTPError(HTTPStatus.BAD_REQUEST, f"bad header {line[:40]!r}")
        pairs.append((match[1].decode("ascii"), match[2].decode("latin-1")))
    return pairs


def read_body(headers: Headers) -> Generator[Need, bytes, bytes]:
    match headers.get("transfer-encoding", "").lower(), headers.get("content-length"):
        case "chunked", None:
            parts: list[bytes] = []
            while size := (yield from read_chunk_size()):
                if sum(map(len, parts)) + size > MAX_BODY:
                    raise HTTPError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                parts.append((yield size))
                if (yield 2) != b"\r\n":
                    raise HTTPError(HTTPStatus.BAD_REQUEST, "a chunk of the wrong size")
            yield from read_fields()  # trailers
            return b"".join(parts)
        case "", None:
            return b""
        case "", length if length.isdecimal():
            if int(length) > MAX_BODY:
                raise HTTPError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return (yield int(length)) if int(length) else b""
    raise HTTPError(HTTPStatus.BAD_REQUEST, "the length of the body is unclear")


def read_chunk_size() -> Generator[Need, bytes, int]:
    line = (yield b"\r\n").partition(b";")[0].strip()
    try:
        return int(line, 16)
    except ValueError:
        raise HTTPError(HTTPStatus.BAD_REQUEST, f"bad chunk size {line[:10]!r}") from None


class Connection:
    """Feeds the parser; complete requests come out."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.start()

    def start(self) -> None:
        self.parser = read_request()
        self.need: Need = next(self.parser)

    def feed(self, data: bytes) -> Iterator[Request]:
        self.buffer += data
        while (piece := self.take()) is not None:
            try:
                self.need = self.parser.send(piece)
            except StopIteration as done:
                self.start()
                yield done.value

    def take(self) -> bytes | None:
        match self.need:
            case bytes() as mark:
                at = self.buffer.find(mark)
                if at < 0 and len(self.buffer) > MAX_HEAD:
                    raise HTTPError(HTTPStatus.REQUEST_URI_TOO_LONG)
                size = at + len(mark) if at >= 0 else None
            case size:
                pass
        if size is None or len(self.buffer) < size:
            return None
        piece = bytes(self.buffer[:size])
        del self.buffer[:size]
        return piece


# --- responses ---------------------------------------------------------------


@dataclass
class Response:
    body: bytes = b""
    status: HTTPStatus = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, value: Any) -> Response:
        """What a handler's result means."""
        match value:
            case Response():
                return value
            case None:
                return cls(status=HTTPStatus.NO_CONTENT)
            case str():
                return cls(value.encode(), headers={"Content-Type": "text/plain; charset=utf-8"})
            case (int(status), inner):
                response = cls.of(inner)
                response.status = HTTPStatus(status)
                return response
            case _:
                return cls(json.dumps(value, default=str).encode(), headers={"Content-Type": "application/json"})

    def to_bytes(self, *, head_only: bool = False, close: bool = False) -> bytes:
        lines = [f"HTTP/1.1 {self.status.value} {self.status.phrase}"]
        headers = dict(self.headers)
        if self.status != HTTPStatus.NO_CONTENT:
            headers["Content-Length"] = str(len(self.body))
        if close:
            headers["Connection"] = "close"
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Set-Cookie: {cookie}" for cookie in self.cookies]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        return head if head_only else head + self.body


# --- routing -----------------------------------------------------------------

type Handler = Callable[..., Any]
type Middleware = Callable[[Request, Callable[[Request], Response]], Response]
CONVERTERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "str": ("[^/]+", str),
    "int": (r"-?\d+", int),
    "path": (".+", str),
    "date": (r"\d{4}-\d\d-\d\d", datetime.fromisoformat),
}


class Route(NamedTuple):
    method: HTTPMethod
    template: str
    pattern: re.Pattern[str]
    converters: dict[str, Callable[[str], Any]]
    handler: Handler

    @classmethod
    def make(cls, method: HTTPMethod, template: str, handler: Handler) -> Route:
        converters: dict[str, Callable[[str], Any]] = {}
        pattern, at = "", 0
        for match in re.finditer(r"\{(\w+)(?::(\w+))?\}", template):
            expression, converters[match[1]] = CONVERTERS[match[2] or "str"]
            pattern += re.escape(template[at : match.start()]) + f"(?P<{match[1]}>{expression})"
            at = match.end()
        return cls(method, template, re.compile(pattern + re.escape(template[at:])), converters, handler)


def convert(name: str, text: str, hint: Any) -> Any:
    """A query's text as what the handler's annotation asks for."""
    if get_origin(hint) is Literal:
        if text not in get_args(hint):
            raise HTTPError(HTTPStatus.BAD_REQUEST, f"{name} is one of {', '.join(get_args(hint))}")
        return text
    if isinstance(hint, UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    if hint is bool:
        return text.lower() in ("", "1", "yes", "true")
    try:
        return hint(text)
    except ValueError as error:
        raise HTTPError(HTTPStatus.BAD_REQUEST, f"{name}: {error}") from error


class Application:
    def __init__(self) -> None:
        self.routes: list[Route] = []
        self.middleware: list[Middleware] = []

    def route(self, method: str, template: str) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.routes.append(Route.make(HTTPMethod[method], template, handler))
            return handler

        return register

    get = property(lambda self: partial(self.route, "GET"))
    post = property(lambda self: partial(self.route, "POST"))
    put = property(lambda self: partial(self.route, "PUT"))
    delete = property(lambda self: partial(self.route, "DELETE"))

    def use(self, middleware: Middleware) -> Middleware:
        self.middleware.append(middleware)
        return middleware

    def dispatch(self, request: Request) -> Response:
        found = [(route, match) for route in self.routes if (match := route.pattern.fullmatch(request.path))]
        if not found:
            raise HTTPError(HTTPStatus.NOT_FOUND, f"nothing at {request.path}")
        method = HTTPMethod.GET if request.method is HTTPMethod.HEAD else request.method
        allowed = sorted({route.method for route, _ in found})
        if request.method is HTTPMethod.OPTIONS:
            return Response(status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(allowed)})
        for route, match in found:
            if route.method is method:
                values = {name: route.converters[name](text) for name, text in match.groupdict().items()}
                return Response.of(self.call(route.handler, request, values))
        raise HTTPError(HTTPStatus.METHOD_NOT_ALLOWED, Allow=", ".join(allowed))

    def call(self, handler: Handler, request: Request, values: dict[str, Any]) -> Any:
        """Arguments by name: the path's, `request`, and the rest from the query."""
        hints = get_type_hints(handler)
        for name, parameter in inspect.signature(handler).parameters.items():
            if name == "request":
                values[name] = request
            elif name not in values and name in request.query:
                values[name] = convert(name, request.query[name][-1], hints.get(name, str))
            elif name not in values and parameter.default is parameter.empty:
                raise HTTPError(HTTPStatus.BAD_REQUEST, f"{name} is missing")
        return handler(**values)

    def respond(self, request: Request) -> Response:
        handle: Callable[[Request], Response] = self.dispatch
        for middleware in reversed(self.middleware):
            handle = partial(middleware, call_next=handle)  # type: ignore[call-arg]
        try:
            return handle(request)
        except HTTPError as error:
            return self.error_response(error)
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            return self.error_response(HTTPError(HTTPStatus.INTERNAL_SERVER_ERROR))

    @staticmethod
    def error_response(error: HTTPError) -> Response:
        response = Response.of((error.status, {"error": error.status.phrase, "detail": str(error)}))
        response.headers |= error.headers
        return response

    def serve(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """One connection: pieces of requests in, responses out."""
        connection = Connection()
        try:
            for piece in pieces:
                for request in connection.feed(piece):
                    response = self.respond(request)
                    close = not request.keep_alive
                    yield response.to_bytes(head_only=request.method is HTTPMethod.HEAD, close=close)
                    if close:
                        return
        except HTTPError as error:
            yield self.error_response(error).to_bytes(close=True)


# --- a sample application ----------------------------------------------------

NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
SECRET = b"not so secret"


@dataclass
class Note:
    id: int
    text: str
    due: datetime
    tags: tuple[str, ...] = ()
    done: bool = False


def sign(text: str) -> str:
    mac = hmac.new(SECRET, text.encode(), hashlib.sha256).digest()[:9]
    return f"{text}.{base64.urlsafe_b64encode(mac).decode()}"


def logged_in(handler: Handler) -> Handler:
    @wraps(handler)
    def wrapper(request: Request, **values: Any) -> Any:
        if "user" not in request.session:
            raise HTTPError(HTTPStatus.UNAUTHORIZED, WWW_Authenticate='Basic realm="notes"')
        return handler(request=request, **values)

    wrapper.__signature__ = inspect.signature(handler)  # type: ignore[attr-defined]
    return wrapper


def sample_application() -> Application:
    app = Application()
    notes = {
        number: Note(number, text, NOW + timedelta(days=days), tags)
        for number, text, days, tags in [(1, "buy rope", 1, ("shop",)), (2, "mend net", 3, ()), (3, "paint boat", 9, ("boat", "big"))]
    }

    @app.use
    def timing(request: Request, call_next: Callable[[Request], Response]) -> Response:
        response = call_next(request)
        response.headers["Date"] = email.utils.format_datetime(NOW, usegmt=True)
        log.info("%s %s -> %d", request.method, request.target, response.status)
        return response

    @app.use
    def errors(request: Request, call_next: Callable[[Request], Response]) -> Response:
        try:
            return call_next(request)
        except HTTPError as error:
            return app.error_response(error)

    @app.use
    def sessions(request: Request, call_next: Callable[[Request], Response]) -> Response:
        token = request.cookies.get("session", "")
        user, _, _ = token.rpartition(".")
        if user and hmac.compare_digest(sign(user), token):
            request.session["user"] = user
        if request.headers.get("authorization", "").startswith("Basic "):
            user, _, password = base64.b64decode(request.headers["authorization"][6:]).decode().partition(":")
            if password != user[::-1]:
                raise HTTPError(HTTPStatus.FORBIDDEN, "wrong password")
            request.session["user"] = user
            response = call_next(request)
            response.cookies.append(f"session={sign(user)}; HttpOnly; Path=/")
            return response
        return call_next(request)

    @app.use
    def etags(request: Request, call_next: Callable[[Request], Response]) -> Response:
        response = call_next(request)
        if request.method is HTTPMethod.GET and response.status is HTTPStatus.OK:
            tag = f'"{hashlib.blake2b(response.body, digest_size=6).hexdigest()}"'
            if tag in re.findall(r'"[^"]*"', request.headers.get("if-none-match", "")):
                return Response(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
            response.headers["ETag"] = tag
        return response

    def find(number: int) -> Note:
        if number not in notes:
            raise HTTPError(HTTPStatus.NOT_FOUND, f"no note {number}")
        return notes[number]

    @app.get("/")
    def index(request: Request) -> str:
        """The greeting."""
        return f"Hello {request.session.get('user', 'stranger')} at {request.headers['host']}"

    @app.get("/notes")
    def list_notes(tag: str | None = None, limit: int = 10, order: Literal["id", "due", "text"] = "id", brief: bool = False) -> Any:
        """Notes, filtered and ordered."""
        found = sorted((n for n in notes.values() if tag is None or tag in n.tags), key=lambda n: getattr(n, order))[:limit]
        return [note.text for note in found] if brief else [vars(note) for note in found]

    @app.get("/notes/{number:int}")
    def show_note(number: int) -> Any:
        return vars(find(number))

    @app.post("/notes")
    @logged_in
    def add_note(request: Request) -> Any:
        match request.json():
            case {"text": str(text), **rest} if text and rest.keys() <= {"tags"}:
                note = Note(max(notes, default=0) + 1, text, NOW, tuple(rest.get("tags", ())))
                notes[note.id] = note
                response = Response.of((201, vars(note)))
                response.headers["Location"] = f"/notes/{note.id}"
                return response
        raise HTTPError(HTTPStatus.UNPROCESSABLE_ENTITY, "a text is needed, tags are allowed")

    @app.delete("/notes/{number:int}")
    @logged_in
    def delete_note(number: int, request: Request) -> None:
        del notes[find(number).id]

    @app.get("/days/{day:date}/{rest:path}")
    def days(day: datetime, rest: str) -> str:
        return f"{day:%A} in week {day.isocalendar().week}, {quote(rest)}"

    @app.get("/crash")
    def crash() -> float:
        return 1 / 0

    return app


DEMO = [
    b"GET / HTTP/1.1\r\nHost: boat.example\r\n\r\n",
    b"GET /notes?order=due&limit=2 HTTP/1.1\r\nhost: b\r\n\r\nHEAD /notes/1 HTTP/1.1\r\nHost: b\r\n\r\n",
    b"GET /notes?brief&tag=boat HTTP/1.1\r\nHost: b\r\n\r\n",
    b"GET /notes?limit=many HTTP/1.1\r\nHost: b\r\n\r\nGET /notes?order=size HTTP/1.1\r\nHost: b\r\n\r\n",
    b"POST /notes HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}",
    b"POST /notes HTTP/1.1\r\nHost: b\r\nAuthorization: Basic YWRhOmFkYQ==\r\nContent-Type: application/json; charset=utf-8\r\n"
    b'Transfer-Encoding: chunked\r\n\r\n9;x=y\r\n{"text": \r\n9\r\n"new \xc3\xa9"}\r\n\r\n0\r\nTrailer: yes\r\n\r\n',
    b"POST /notes HTTP/1.1\r\nHost: b\r\nCookie: a=b; session=ada.xxxx\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n[1]",
    b"GET / HTTP/1.1\r\nHost: b\r\nCookie: session=SIGNED\r\n\r\n",
    b"DELETE /notes/2 HTTP/1.1\r\nHost: b\r\nCookie: session=SIGNED\r\n\r\nGET /notes/2 HTTP/1.1\r\nHost: b\r\n\r\n",
    b"PUT /notes HTTP/1.1\r\nHost: b\r\n\r\nOPTIONS /notes/7 HTTP/1.1\r\nHost: b\r\n\r\n",
    b"GET /days/2025-02-28/a%20b/%C3%BC HTTP/1.1\r\nHost: b\r\n\r\nGET /crash HTTP/1.1\r\nHost: b\r\n\r\n",
    b'GET /notes/3 HTTP/1.1\r\nHost: b\r\nIf-None-Match: "x", "87c4be483034"\r\n\r\n',
    b"GET / HTTP/1.0\r\nHost: old\r\n\r\nGET /never HTTP/1.1\r\nHost: b\r\n\r\n",
]
BROKEN = [
    b"GET /\r\n\r\n",
    b"BREW /pot HTTP/1.1\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : b\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /" + b"a" * 9000,
    b"POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 99999999\r\n\r\n",
]


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def demo() -> None:
    app = sample_application()
    for raw in DEMO:
        raw = raw.replace(b"SIGNED", sign("ada").encode())
        for line in raw.split(b"\r\n\r\n"):
            if line.split(b" ")[0] in (b"GET", b"PUT", b"POST", b"HEAD", b"DELETE", b"OPTIONS"):
                print(">", line.partition(b"\r\n")[0].decode())
        for answer in app.serve(pieces(raw, 7)):
            head, _, body = answer.partition(b"\r\n\r\n")
            print(head.decode("latin-1").replace("\r\n", "\n  "))
            if body:
                print("  " + body.decode())
    for raw in BROKEN:
        for answer in app.serve(pieces(raw, 1000)):
            print(answer.partition(b"\r\n")[0].decode(), "|", json.loads(answer.partition(b"\r\n\r\n")[2])["detail"])


def main() -> int:
    parser = argparse.ArgumentParser(prog="http_router.py", description="Answer HTTP requests without a network.")
    parser.add_argument("--demo", action="store_true", help="a session with the sample application")
    parser.add_argument("--routes", action="store_true", help="list the application's routes")
    parser.add_argument("--verbose", action="store_true", help="log requests")
    options = parser.parse_args()
    logging.basicConfig(
        stream=sys.stdout, level=logging.INFO if options.verbose else logging.CRITICAL, format="[%(levelname)s] %(name)s: %(message)s"
    )
    if options.routes:
        for route in sample_application().routes:
            signature = inspect.signature(route.handler)
            print(f"{route.method:<8}{route.template:<30}{signature}  {inspect.getdoc(route.handler) or ''}".rstrip())
    elif options.demo:
        demo()
    else:
        data = sys.stdin.buffer.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        for answer in sample_application().serve(pieces(data, 1 << 16)):
            sys.stdout.buffer.write(answer + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
