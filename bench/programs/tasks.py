"""objects with many small calls: an operating system's tasks that pass packets to each other."""


class Packet:
    def __init__(self, link, ident, kind):
        self.link = link
        self.ident = ident
        self.kind = kind
        self.datum = 0

    def append_to(self, queue):
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Task:
    def __init__(self, system, ident, priority):
        self.system = system
        self.ident = ident
        self.priority = priority
        self.queue = None
        self.held = False
        system.add(self)

    def receive(self, packet):
        self.queue = packet.append_to(self.queue)

    def take(self):
        packet = self.queue
        self.queue = packet.link
        packet.link = None
        return packet

    def is_ready(self):
        return not self.held and self.queue is not None

    def step(self):
        raise NotImplementedError


class Worker(Task):
    def __init__(self, system, ident, priority):
        super().__init__(system, ident, priority)
        self.done = 0

    def step(self):
        packet = self.take()
        packet.datum += self.ident
        self.done += 1
        self.system.send(packet, (self.ident + packet.datum) % self.system.size())


class Device(Task):
    def __init__(self, system, ident, priority):
        super().__init__(system, ident, priority)
        self.waiting = 0

    def step(self):
        packet = self.take()
        self.waiting += 1
        if packet.kind == self.waiting % 2:
            packet.kind = 1 - packet.kind
        self.system.send(packet, (self.ident * 3 + self.waiting) % self.system.size())


class System:
    def __init__(self):
        self.tasks = []
        self.sent = 0

    def add(self, task):
        self.tasks.append(task)

    def size(self):
        return len(self.tasks)

    def send(self, packet, to):
        self.sent += 1
        self.tasks[to].receive(packet)

    def schedule(self, steps):
        while steps > 0:
            for task in self.tasks:
                if task.is_ready():
                    task.step()
                    steps -= 1


def once():
    system = System()
    for i in range(6):
        (Worker if i % 2 else Device)(system, i, i * 10)
    for i in range(9):
        system.send(Packet(None, i, i % 2), i % 6)
    system.schedule(350_000)
    return system.sent, [getattr(t, "done", None) or t.waiting for t in system.tasks]


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = (350011, [58333, 59105, 58338, 56894, 58333, 58999])
