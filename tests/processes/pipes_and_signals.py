import os
import select
import signal
import sys
import time

r, w = os.pipe()
print(os.write(w, b"hello"), os.read(r, 3), os.get_inheritable(r), os.get_blocking(r))
print(select.select([r], [w], [], 0) == ([r], [w], []))
os.close(w)
print(os.read(r, 10), os.read(r, 10))
os.close(r)
try:
    os.read(r, 1)
except OSError as e:
    print(e)

r, w = os.pipe()
d = os.dup(w)
print(os.get_inheritable(d), os.dup2(w, d) == d, os.get_inheritable(d), os.dup2(w, d, False) == d, os.get_inheritable(d))
os.set_blocking(r, False)
try:
    os.read(r, 1)
except BlockingIOError as e:
    print(e)
p = select.poll()
p.register(r, select.POLLIN)
print(p.poll(10))
os.write(d, b"x")
print(p.poll(10) == [(r, select.POLLIN)])
with select.epoll() as ep:
    ep.register(r)
    print(ep.poll(1) == [(r, select.EPOLLIN)], ep.closed)
for bad in (lambda: select.select([-1], [], []), lambda: select.select([], [], [], -1), lambda: select.select(["a"], [], []),
            lambda: p.unregister(12345), lambda: p.modify(12345, 1), lambda: ep.poll(), lambda: os.waitpid(-1, 0)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)


def handler(number, frame):
    print("signal", signal.Signals(number).name, frame.f_code.co_name)


def main():
    print(signal.signal(signal.SIGUSR1, handler), signal.getsignal(signal.SIGUSR1) is handler)
    os.kill(os.getpid(), signal.SIGUSR1)
    print("after kill")
    signal.raise_signal(signal.SIGUSR1)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    os.kill(os.getpid(), signal.SIGUSR1)
    print("blocked", signal.sigpending())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
    print("unblocked")
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    began = time.monotonic()
    signal.pause()
    print(0.01 < time.monotonic() - began < 1)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    began = time.monotonic()
    time.sleep(0.1)  # a signal does not shorten it
    print(time.monotonic() - began >= 0.1)
    signal.alarm(0)

    def interrupt(number, frame):
        raise KeyError("from the handler")

    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        while True:
            pass
    except KeyError as e:
        print(e)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        os.read(r2, 1)
    except KeyError as e:
        print(e)
    print(signal.getsignal(signal.SIGPIPE), signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        print("KeyboardInterrupt")


r2, w2 = os.pipe()
main()
