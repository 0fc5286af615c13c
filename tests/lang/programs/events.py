class Event:
    def __init__(self): self.handlers = []
    def __iadd__(self, h): self.handlers.append(h); return self
    def __isub__(self, h): self.handlers.remove(h); return self
    def __call__(self, *a, **k): return [h(*a, **k) for h in self.handlers]
class Observable:
    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        cls.watched = [k for k, v in vars(cls).items() if not k.startswith("_") and not callable(v)]
    def __init__(self): object.__setattr__(self, "changed", Event())
    def __setattr__(self, k, v):
        old = getattr(self, k, None)
        object.__setattr__(self, k, v)
        if k in self.watched and old != v: self.changed(k, old, v)
class Model(Observable):
    name = "none"
    size = 0
    def grow(self): self.size += 1
m = Model()
log = []
m.changed += lambda *a: log.append(a)
def printer(k, old, new): print(f"{k}: {old!r} -> {new!r}")
m.changed += printer
m.name = "first"; m.name = "first"; m.grow(); m.grow(); m.other = 5
m.changed -= printer
m.size = 10
print(log, Model.watched, len(m.changed.handlers))
class StateMachine:
    table = {("idle", "start"): "running", ("running", "pause"): "paused", ("paused", "start"): "running", ("running", "stop"): "idle"}
    def __init__(self): self.state, self.trace = "idle", []
    def fire(self, event):
        try: new = self.table[self.state, event]
        except KeyError: raise ValueError(f"cannot {event} while {self.state}") from None
        self.trace.append(f"{self.state}->{new}")
        self.state = new
        return self
s = StateMachine()
s.fire("start").fire("pause").fire("start").fire("stop")
print(s.trace)
try: s.fire("pause")
except ValueError as e: print(e, e.__cause__, e.__suppress_context__)
def pipeline(*stages):
    def run(x):
        for st in stages: x = st(x)
        return x
    run.__name__ = " | ".join(st.__name__ for st in stages)
    return run
def double(x): return x * 2
def inc(x): return x + 1
p = pipeline(double, inc, double, str)
print(p.__name__, p(5), [p(i) for i in range(3)])
