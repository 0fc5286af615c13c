# A native function that waits, called with f(*args) in a thread: the main thread waits for it below native code.
import threading
import time
from concurrent import futures

lock = threading.Lock()


def call(f, args, kwargs):
    return f(*args, **kwargs)


def waits(f, *args):
    with futures.ThreadPoolExecutor(2) as executor:
        future = executor.submit(f, *args)
        other = executor.submit(call, f, args, {})
        return len([f for f in futures.as_completed(iter((future, other)))])


print(waits(time.sleep, 0.06))
print(max([1], key=lambda n: waits(time.sleep, 0.06)))
lock.acquire()
thread = threading.Thread(target=call, args=(lock.acquire, (True, 5), {}))
thread.start()
print(lock.locked(), thread.is_alive())
lock.release()
thread.join()
print(lock.locked())
print(call(time.sleep, (0,), {}), call(len, ([1, 2],), {}))
try:
    call(time.sleep, (-1,), {})
except ValueError as e:
    print(e)
