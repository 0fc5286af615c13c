import _thread, time, threading
L=_thread.allocate_lock(); L.acquire()
def f(a,b=2):
    print('in thread', a, b, _thread.get_ident()!=threading.main_thread().ident)
    L.release()
_thread.start_new_thread(f,(1,),{'b':3})
L.acquire(); print('got')
t=threading.Thread(target=lambda: print('T', threading.current_thread().name)); t.start(); t.join(); print(t.name, t.is_alive())
import queue
q=queue.Queue(); out=[]
def worker():
    while (x:=q.get()) is not None: out.append(x*x); q.task_done()
    q.task_done()
ts=[threading.Thread(target=worker) for _ in range(3)]
for t in ts: t.start()
for i in range(10): q.put(i)
for t in ts: q.put(None)
q.join()
for t in ts: t.join()
print(sorted(out))
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as ex: print(list(ex.map(lambda x: (time.sleep(0.01), x)[1], range(8))))
loc=threading.local(); loc.x=1
def g(): print(hasattr(loc,'x')); loc.x=2; print(loc.x)
t=threading.Thread(target=g); t.start(); t.join(); print(loc.x)
n=0
def spin():
    global n
    while not stop: n+=1
stop=False
t=threading.Thread(target=spin); t.start(); time.sleep(0.05); stop=True; t.join(); print(n>0)
def srt():
    sorts.append(sorted([3,1,2], key=lambda x: (time.sleep(0.001), x)[1]))
sorts = []
ts=[threading.Thread(target=srt) for _ in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(sorts)
l=threading.Lock()
with l:
    print(l.acquire(timeout=0.01))
