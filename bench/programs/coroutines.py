"""coroutines: async functions on a scheduler of its own, with queues and an async generator."""
from collections import deque


class Switch:
    def __await__(self):
        yield


class Queue:
    def __init__(self):
        self.items = deque()

    async def put(self, item):
        while len(self.items) > 10:
            await Switch()
        self.items.append(item)

    async def get(self):
        while not self.items:
            await Switch()
        return self.items.popleft()


async def countdown(n):
    while n:
        n -= 1
        yield n


async def producer(queue, n):
    async for i in countdown(n):
        await queue.put(i)
    await queue.put(None)


async def filtered(source, target):
    while (item := await source.get()) is not None:
        if item % 3:
            await target.put(item * 2)
    await target.put(None)


async def consumer(queue, results):
    total = 0
    while (item := await queue.get()) is not None:
        total += item
    results.append(total)


def loop(*coroutines):
    ready = deque(coroutines)
    switches = 0
    while ready:
        task = ready.popleft()
        try:
            task.send(None)
        except StopIteration:
            continue
        switches += 1
        ready.append(task)
    return switches


def once():
    results = []
    switches = 0
    for _ in range(8):
        first, second = Queue(), Queue()
        switches += loop(producer(first, 25_000), filtered(first, second), consumer(second, results))
    return results, switches


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = ([416633334, 416633334, 416633334, 416633334, 416633334, 416633334, 416633334, 416633334], 54528)
