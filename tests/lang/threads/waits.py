import contextvars
import sys
import threading
import time

# conditions, events, semaphores, barriers
cond = threading.Condition()
items = []


def consumer(n):
    with cond:
        while not items:
            cond.wait()
        seen.append((n, items.pop()))


seen = []
threads = [threading.Thread(target=consumer, args=(i,)) for i in range(4)]
for t in threads:
    t.start()
for i in range(4):
    with cond:
        items.append(i)
        cond.notify()
for t in threads:
    t.join()
print(len(seen), sorted(v for _, v in seen))

barrier = threading.Barrier(3)
order = []


def meet(i):
    time.sleep(0.001 * i)
    index = barrier.wait()
    order.append(index)


threads = [threading.Thread(target=meet, args=(i,)) for i in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(order))

event = threading.Event()
print(event.wait(0.001), threading.Timer(0.001, event.set).start(), event.wait(5))

# an RLock belongs to its thread
lock = threading.RLock()
lock.acquire()
lock.acquire()
print(lock._is_owned(), lock._recursion_count())


def other():
    print(lock.acquire(blocking=False), lock._is_owned())
    try:
        lock.release()
    except RuntimeError as e:
        print(e)


t = threading.Thread(target=other)
t.start()
t.join()
lock.release()
lock.release()

# exceptions, generators and contexts of a thread are its own
var = contextvars.ContextVar("var", default="none")
var.set("main")


def own():
    print(var.get(), sys.exc_info())
    try:
        1 / 0
    except ZeroDivisionError:
        gate.release()
        time.sleep(0.002)
        print(sys.exc_info()[0].__name__)


gate = threading.Semaphore(0)
t = threading.Thread(target=own)
try:
    raise KeyError("main")
except KeyError:
    t.start()
    gate.acquire()
    print(sys.exc_info()[0].__name__)
t.join()


# waiting inside generators, with statements, finally blocks and functions that native code calls
def generate(lock):
    for i in range(3):
        with lock:
            time.sleep(0.001)
            yield i


lock = threading.Lock()
results = []


def drain():
    results.append(sum(generate(lock)))
    results.append(max([3, 1, 2], key=lambda x: (time.sleep(0.0005), x)[1]))
    try:
        with lock:
            raise ValueError
    except ValueError:
        results.append("released")


threads = [threading.Thread(target=drain) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(map(str, results)))

# a thread that never waits gives way too
stop = False
count = 0


def spin():
    global count
    while not stop:
        count += 1


t = threading.Thread(target=spin, daemon=True)
t.start()
while count < 1000:
    pass
stop = True
t.join()
print("spun")


class WithInit(threading.local):
    def __init__(self, start):
        self.value = start


local = WithInit(7)
local.value = 8


def look():
    print(local.value, vars(local))
    local.extra = 1


t = threading.Thread(target=look)
t.start()
t.join()
print(local.value, hasattr(local, "extra"))
deep = []


def recurse(n):
    if n:
        return recurse(n - 1) + 1
    time.sleep(0.001)
    return 0


threads = [threading.Thread(target=lambda: deep.append(recurse(500))) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(deep, threading.active_count())
try:
    threading.current_thread().join()
except RuntimeError as e:
    print(e)
