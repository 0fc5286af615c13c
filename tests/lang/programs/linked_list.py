class Node:
    __slots__ = ("value", "next")
    def __init__(self, value, next=None): self.value, self.next = value, next
class LinkedList:
    def __init__(self, items=()):
        self.head = None
        for x in reversed(list(items)): self.push(x)
    def push(self, v): self.head = Node(v, self.head)
    def __iter__(self):
        n = self.head
        while n: yield n.value; n = n.next
    def __len__(self): return sum(1 for _ in self)
    def __getitem__(self, i):
        for k, v in enumerate(self):
            if k == i: return v
        raise IndexError(i)
    def reverse(self):
        prev, n = None, self.head
        while n: n.next, prev, n = prev, n, n.next
        self.head = prev
        return self
    def __repr__(self): return " -> ".join(map(str, self)) or "empty"
l = LinkedList(range(5))
print(l, len(l), l[2], list(l), 3 in l, sum(l), LinkedList(), bool(LinkedList()))
print(l.reverse(), max(l), sorted(l), [*l], l.__class__.__name__)
try: l[10]
except IndexError as e: print("IndexError", e)
class Tree:
    def __init__(self): self.root, self.n = None, 0
    def add(self, k):
        if self.root is None: self.root = [k, None, None]; self.n += 1; return
        cur = self.root
        while True:
            if k == cur[0]: return
            side = 1 if k < cur[0] else 2
            if cur[side] is None: cur[side] = [k, None, None]; self.n += 1; return
            cur = cur[side]
    def __iter__(self): yield from self.walk(self.root)
    def walk(self, n):
        if n: yield from self.walk(n[1]); yield n[0]; yield from self.walk(n[2])
    def depth(self, n="root"):
        n = self.root if n == "root" else n
        return 0 if n is None else 1 + max(self.depth(n[1]), self.depth(n[2]))
t = Tree()
for x in (50, 30, 70, 20, 40, 60, 80, 30, 10, 45): t.add(x)
print(list(t), t.n, t.depth(), 40 in t, min(t), max(t))
big = Tree()
x = 1
for _ in range(300): x = x * 48271 % 2147483647; big.add(x % 1000)
print(big.n, big.depth(), list(big)[:8], list(big) == sorted(list(big)))
deep = None
for i in range(20000): deep = (i, deep)
del deep
chain = LinkedList(range(3000)); del chain
print("freed")
