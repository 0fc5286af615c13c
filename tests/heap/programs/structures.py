import collections

Point = collections.namedtuple("Point", "x y")
queue = collections.deque([1, 2, 3], maxlen=4)
queue.extendleft("ab")
queue.rotate(1)
counts = collections.Counter("abracadabra")
groups = collections.defaultdict(list)
for word in "one two three".split():
    groups[len(word)].append(word)
print(Point(1, 2)._replace(y=5), queue, counts.most_common(2), dict(groups))
