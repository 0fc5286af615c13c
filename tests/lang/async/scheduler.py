import types
from collections import deque
@types.coroutine
def pause(): yield
class Scheduler:
    def __init__(self): self.queue, self.log = deque(), []
    def spawn(self, coro): self.queue.append(coro)
    def run(self):
        while self.queue:
            task = self.queue.popleft()
            try: task.send(None)
            except StopIteration as stop: self.log.append(stop.value)
            else: self.queue.append(task)
s = Scheduler()
async def worker(name, n):
    for i in range(n):
        print(name, i)
        await pause()
    return name
for name, n in (("a", 2), ("b", 3), ("c", 1)): s.spawn(worker(name, n))
s.run()
print(s.log)
class Queue:
    def __init__(self): self.items = []
    async def put(self, x):
        while len(self.items) >= 2: await pause()
        self.items.append(x)
    async def get(self):
        while not self.items: await pause()
        return self.items.pop(0)
q = Queue()
async def producer():
    for i in range(5): await q.put(i); print("put", i)
    await q.put(None)
async def consumer():
    total = 0
    while (x := await q.get()) is not None: print("got", x); total += x
    return total
s.spawn(producer()); s.spawn(consumer())
s.run()
print(s.log)
async def fails():
    try:
        await pause()
    finally: print("closing")
f = fails(); f.send(None); f.close()
async def raises(): raise KeyError("k")
try: raises().send(None)
except KeyError as e: print(repr(e))
g = fails(); g.send(None)
try: g.throw(ValueError("thrown"))
except ValueError as e: print(e)
