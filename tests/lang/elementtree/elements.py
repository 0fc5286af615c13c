"""Elements of the native _elementtree: errors, sizes, copies, pickles, slices, iterators, the collector."""

import copy
import gc
import pickle
import sys
import warnings
import weakref

import _elementtree as E
import xml.etree.ElementTree as ET

e = E.Element("a")


def attempt(f):
    try:
        print(repr(f()))
    except BaseException as error:
        print(type(error).__name__, error)


print(E.Element is ET.Element, E.Element.__basicsize__, E.Element.__weakrefoffset__, E.Element.__module__)
print([name for name in E.Element.__dict__], [E.Element.__dict__[name].__text_signature__ for name in ("get", "insert", "findtext")])
print(E.ParseError.__mro__)
for f in (
    lambda: E.Element(),
    lambda: E.Element(1, 2, 3),
    lambda: E.Element("a", 2),
    lambda: E.Element("a", attrib=2),
    lambda: E.Element("x", {"a": 1}, b=2).attrib,
    lambda: E.Element("x", attrib={"a": 1}, b=2).attrib,
    lambda: E.SubElement(),
    lambda: E.SubElement("a", "b"),
    lambda: E.SubElement(e, "b", 3),
    lambda: E.SubElement(e, "b", {}, 4),
    lambda: e.append(3),
    lambda: e.insert(3),
    lambda: e.insert("a", e),
    lambda: e.insert(0, 3),
    lambda: e.extend(3),
    lambda: e.extend([3]),
    lambda: e.makeelement(3),
    lambda: e.makeelement(3, 4),
    lambda: e.remove(3),
    lambda: e.remove(E.Element("b")),
    lambda: e["a"],
    lambda: e[3],
    lambda: e[2**80],
    lambda: e.__deepcopy__(3),
    lambda: e.__setstate__(3),
    lambda: e.__setstate__({"x": 3}),
    lambda: e.__setstate__({}),
    lambda: e.__setstate__({"tag": 1, "_children": 3}),
    lambda: e.__setstate__({"tag": 1, "_children": [3]}),
    lambda: e.__setitem__(0, 3),
    lambda: e.__setitem__(slice(0, 1), [3]),
    lambda: e.__setitem__(slice(0, 1), 3),
    lambda: e.find(),
    lambda: e.find(path="a"),
    lambda: e.get(),
    lambda: e.set(1),
    lambda: e.itertext(1),
    lambda: setattr(e, "attrib", 3),
    lambda: delattr(e, "text"),
    lambda: e.keys() + e.items(),
    lambda: E._set_factories(1, 2),
    lambda: type(e.iter())(),
    lambda: setattr(E.Element, "x", 1),
):
    attempt(f)

# sizes
e = E.Element("a")
print(sys.getsizeof(e))
sizes = []
for i in range(40):
    E.SubElement(e, "s", {"n": str(i)}) if i % 2 else E.SubElement(e, "t")
    if sys.getsizeof(e) not in sizes:
        sizes.append(sys.getsizeof(e))
print(sizes, len(e), sys.getsizeof(e[0]), sys.getsizeof(e[1]))

# slices
tags = lambda element: [child.get("n") for child in element]
del e[5:30:3], e[-1]
print(tags(e))
e[2:2] = [E.Element("new", n="x"), E.Element("new", n="y")]
print(tags(e[:6]), tags(e[::-4]))
e[10:2:-3] = [E.Element("r", n=c) for c in "abc"]
print(tags(e))
del e[::-2]
print(tags(e))
e[1:5] = (E.Element("q", n="q"),)
e.insert(-2, E.Element("i", n="i"))
e.insert(100, E.Element("j", n="j"))
print(tags(e), len(e))
attempt(lambda: e.__setitem__(slice(0, 6, 2), [E.Element("a")]))
e.remove(e[2])
print(tags(e))

# searches
root = ET.fromstring("<r>zero<a>one</a>two<b k='v'>three<a>four<c/></a>five</b>six<a/>seven</r>")
print([x.tag for x in root.iter()], [x.text for x in root.iter("a")], list(root.itertext()))
print(root.findtext("a"), root.findtext("b/a"), root.findtext("none", "no"), repr(root.findtext("c", default="")), len(root.findall("a")))
print(root.find("none"), [x.tag for x in root.iterfind("b/*")], root.find("b").attrib, root.find("{*}b").tag)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(bool(root), bool(root[0]), caught[0].category.__name__, caught[0].message)

# copies
shallow, deep = copy.copy(root), copy.deepcopy(root)
print(shallow[1] is root[1], deep[1] is root[1], ET.tostring(deep) == ET.tostring(root), deep[1].attrib is root[1].attrib)
for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
    again = pickle.loads(pickle.dumps(root, protocol))
    print(ET.tostring(again) == ET.tostring(root), end=" ")
print()
print(ET.fromstring("<a>x\ny&amp;z<!-- c -->w</a>").__getstate__())
state = E.Element("z")
state.__setstate__({"tag": "t", "text": ["a", "b"], "tail": ["c"], "attrib": {"k": "v"}, "_children": [E.Element("c")]})
print(ET.tostring(state), state.text, state.tail)


class Sub(ET.Element):
    pass


s = Sub("s", k="v")
s.extra = 1
s.append(Sub("t"))
print(s.tag, s.extra, s.attrib, type(copy.copy(s)).__name__, type(s[0]).__name__, type(s.makeelement("x", {})).__name__)

# identity and cycles
w = weakref.ref(root[1])
del root, again
print(w() is shallow[1])
del shallow
gc.collect()
print(w())
cycle = ET.Element("c")
cycle.append(cycle)
w = weakref.ref(cycle)
del cycle
gc.collect()
print(w())
loop = ET.Element("x")
loop.tag = loop
attempt(lambda: repr(loop))
loop.tag = None
print(gc.is_tracked(loop))


class Killer:
    def __del__(self):
        victim.clear()
        victim.text


victim = ET.Element("v")
victim.text = Killer()
victim.text = Killer()
victim.tail = Killer()
victim.clear()
print(victim.text, victim.tail)
deep = chain = ET.Element("root")
for i in range(3000):
    chain = ET.SubElement(chain, "x")
del chain, deep
