"""An asyncio pipeline: a crawler over a pretended web, with limits, retries, timeouts and an index at the end.

    pipeline.py                    crawls, indexes, and says what happened
    pipeline.py --search WORD ...  ranks pages for words
    pipeline.py --workers 8 --fail 0.4

Stages run as tasks joined by queues: fetch -> parse -> index. Time is virtual: `VirtualClockLoop` jumps to the next timer when nothing is
ready, so a crawl of many seconds takes none and always happens in the same order.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import math
import re
import selectors
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

WORDS = "coral reef tide current kelp urchin whale plankton anchor harbour storm lantern chart compass".split()
current_url: ContextVar[str] = ContextVar("current_url", default="-")


# --- virtual time ------------------------------------------------------------


class VirtualClockLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock advances only while it waits."""

    def __init__(self) -> None:
        super().__init__(_JumpingSelector(self))
        self.clock = 0.0

    def time(self) -> float:
        return self.clock


class _JumpingSelector(selectors.SelectSelector):
    def __init__(self, loop: VirtualClockLoop) -> None:
        super().__init__()
        self.loop = loop

    def select(self, timeout: float | None = None) -> list:
        if timeout:
            self.loop.clock += timeout
        return super().select(0)


# --- a web to crawl ----------------------------------------------------------


class FetchError(Exception):
    def __init__(self, status: int, url: str) -> None:
        super().__init__(f"{status} for {url}")
        self.status = status


class Response:
    def __init__(self, url: str, body: str) -> None:
        self.url = url
        self.body = body

    async def lines(self) -> AsyncIterator[str]:
        """The body as it arrives."""
        for line in self.body.splitlines():
            await asyncio.sleep(0.005)
            yield line


class PretendedWeb:
    """Pages made of their address: the same text, links, delay and failures each time."""

    def __init__(self, pages: int, failures: float) -> None:
        self.pages = pages
        self.failures = failures
        self.requests: Counter[str] = Counter()
        self.open = self.most_open = 0

    def number(self, *parts: object) -> int:
        digest = hashlib.md5(":".join(map(str, parts)).encode(), usedforsecurity=False).digest()
        return int.from_bytes(digest[:4])

    @contextlib.asynccontextmanager
    async def get(self, url: str) -> AsyncIterator[Response]:
        self.requests[url] += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            await asyncio.sleep(0.05 + self.number("delay", url) % 100 / 400)
            page = int(re.search(r"(\d+)$", urlsplit(url).path)[1]) if urlsplit(url).path != "/" else 0
            if page >= self.pages:
                raise FetchError(404, url)
            if self.number("fail", url, self.requests[url]) % 1000 < self.failures * 1000:
                raise FetchError(503, url)
            if self.number("hang", url) % 6 == 0 and self.requests[url] == 1:
                await asyncio.sleep(60)
            yield Response(url, self.body(page))
        finally:
            self.open -= 1

    def body(self, page: int) -> str:
        words = [WORDS[self.number("word", page, n) % len(WORDS) * self.number(page, n) % len(WORDS)] for n in range(30)]
        links = sorted({self.number("link", page, n) % (self.pages + 3) for n in range(3)})
        rows = [f"<p>{' '.join(words[n : n + 6])}</p>" for n in range(0, 30, 6)]
        rows += [f'<a href="/page/{link}#top">a &amp; {link}</a>' for link in links]
        return "\n".join([f"<title>Page {page}</title>", *rows, "<script>var whale;</script>", '<a href="mailto:x@y">mail</a>'])


class PageParser(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.title = ""
        self.links: list[str] = []
        self.words: Counter[str] = Counter()
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        match tag, dict(attrs):
            case "a", {"href": str(target)} if (url := urlsplit(urljoin(self.base, target))).scheme == "http":
                self.links.append(urldefrag(url.geturl()).url)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        match self.inside:
            case [*_, "title"]:
                self.title = data
            case [*_, "script"]:
                pass
            case _:
                self.words.update(re.findall(r"[a-z]{3,}", data.lower()))


# --- the pipeline ------------------------------------------------------------


def retry[**P, R](attempts: int, *errors: type[BaseException]) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Tries again after one of these errors, each time after a longer wait."""

    def decorate(function: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        @wraps(function)
        async def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            for attempt in range(1, attempts + 1):
                try:
                    return await function(*args, **kwargs)
                except errors as error:
                    if attempt == attempts or getattr(error, "status", 503) == 404:
                        error.add_note(f"attempt {attempt}")
                        raise
                    await asyncio.sleep(0.1 * 2**attempt)
            raise AssertionError("unreachable")

        return wrapper

    return decorate


@dataclass
class Page:
    url: str
    title: str
    words: Counter[str]
    links: list[str]


@dataclass
class Crawler:
    web: PretendedWeb
    workers: int
    limit: int
    frontier: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    bodies: asyncio.Queue[tuple[str, str] | None] = field(default_factory=lambda: asyncio.Queue(maxsize=4))
    seen: set[str] = field(default_factory=set)
    pages: dict[str, Page] = field(default_factory=dict)
    problems: dict[str, Exception] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        self.log.append(f"{asyncio.get_running_loop().time():7.3f} {current_url.get():<24} {text}")

    def discover(self, url: str) -> None:
        if url not in self.seen and len(self.seen) < self.limit:
            self.seen.add(url)
            self.frontier.put_nowait(url)

    @retry(3, FetchError, TimeoutError)
    async def fetch(self, url: str) -> str:
        async with asyncio.timeout(2.0):
            async with self.web.get(url) as response:
                return "\n".join([line async for line in response.lines()])

    async def fetch_worker(self) -> None:
        while True:
            url = await self.frontier.get()
            current_url.set(urlsplit(url).path)
            try:
                body = await self.fetch(url)
                await self.bodies.put((url, body))
                self.note(f"{len(body)} characters")
            except (FetchError, TimeoutError) as error:
                self.problems[url] = error
                self.note(f"{type(error).__name__}: {error} ({', '.join(error.__notes__)})")
                self.frontier.task_done()

    async def parser(self) -> None:
        while (item := await self.bodies.get()) is not None:
            url, body = item
            page = PageParser(url)
            page.feed(body)
            page.close()
            self.pages[url] = Page(url, page.title, page.words, page.links)
            for link in page.links:
                self.discover(link)
            self.frontier.task_done()  # only now: its links are in the queue

    async def crawl(self, start: str) -> None:
        self.discover(start)
        async with asyncio.TaskGroup() as group:
            parser = group.create_task(self.parser(), name="parser")
            workers = [group.create_task(self.fetch_worker(), name=f"fetch-{n}") for n in range(self.workers)]
            reporter = group.create_task(self.report_progress())
            await self.frontier.join()
            await self.bodies.put(None)
            await parser
            for task in [*workers, reporter]:
                task.cancel()

    async def report_progress(self) -> None:
        current_url.set("(progress)")
        while True:
            await asyncio.sleep(1)
            self.note(f"{len(self.pages)} pages, {self.frontier.qsize()} waiting, {self.web.open} open")


class SearchIndex:
    """Pages by word, ranked by tf-idf."""

    def __init__(self, pages: list[Page]) -> None:
        self.count = len(pages)
        self.postings: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for page in pages:
            total = page.words.total()
            for word, count in page.words.items():
                self.postings[word][page.url] = count / total

    def search(self, *words: str) -> list[tuple[str, float]]:
        scores: Counter[str] = Counter()
        for word in words:
            found = self.postings.get(word, {})
            weight = math.log((1 + self.count) / (1 + len(found)))
            for url, frequency in found.items():
                scores[url] += frequency * weight  # type: ignore[assignment]
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


async def run(options: argparse.Namespace) -> int:
    web = PretendedWeb(options.pages, options.fail)
    crawler = Crawler(web, options.workers, limit=options.pages)
    loop = asyncio.get_running_loop()
    try:
        await asyncio.wait_for(crawler.crawl("http://reef.example/"), options.timeout)
    except TimeoutError:
        print(f"stopped after {loop.time():.1f} s")
    index = SearchIndex(list(crawler.pages.values()))
    if options.search:
        for url, score in index.search(*options.search)[:5]:
            print(f"{score:.4f} {url} {crawler.pages[url].title}")
        return 0
    for line in crawler.log:
        print(line)
    print(f"{len(crawler.pages)} pages, {len(crawler.problems)} problems, {web.requests.total()} requests, {loop.time():.3f} s")
    print(f"most at once: {web.most_open}; tasks left: {len(asyncio.all_tasks()) - 1}")
    kinds = Counter(type(error).__name__ for error in crawler.problems.values())
    print(dict(kinds), dict(sum((page.words for page in crawler.pages.values()), Counter()).most_common(3)))
    return 0


async def failing_group() -> None:
    """What a task group does with several failures."""

    async def fail(after: float, error: Exception) -> None:
        try:
            await asyncio.sleep(after)
        except asyncio.CancelledError:
            print(f"cancelled: {error!r}")
            raise
        raise error

    try:
        async with asyncio.TaskGroup() as group:
            for delay, error in [(0.1, ValueError("first")), (0.1, KeyError("second")), (0.5, OSError("never"))]:
                group.create_task(fail(delay, error))
    except* ValueError as errors:
        print("values:", errors.exceptions)
    except* LookupError as errors:
        print("lookups:", errors.exceptions)
    results = await asyncio.gather(fail(0, ValueError("a")), asyncio.sleep(0, "b"), return_exceptions=True)
    print(results)


def main() -> int:
    parser = argparse.ArgumentParser(prog="pipeline.py", description="Crawl a pretended web.")
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--fail", type=float, default=0.2, help="share of requests that fail (default: %(default)s)")
    parser.add_argument("--timeout", type=float, default=60.0)
    parser.add_argument("--search", nargs="+", metavar="WORD")
    parser.add_argument("--failures", action="store_true", help="show how a group of tasks fails")
    options = parser.parse_args()
    with asyncio.Runner(loop_factory=VirtualClockLoop) as runner:
        if options.failures:
            runner.run(failing_group())
            return 0
        return runner.run(run(options))


if __name__ == "__main__":
    sys.exit(main())
