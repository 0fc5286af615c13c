"""TreeBuilder and XMLParser: targets, events, factories, errors in handlers, encodings."""

import gc
import io
import weakref

import _elementtree as E
import xml.etree.ElementTree as ET


def attempt(f):
    try:
        print(repr(f()))
    except BaseException as error:
        print(type(error).__name__, error, getattr(error, "code", ""), getattr(error, "position", ""))


for f in (
    lambda: E.TreeBuilder(1, 2),
    lambda: E.TreeBuilder(foo=2),
    lambda: E.XMLParser(1),
    lambda: E.XMLParser(encoding=1),
    lambda: E.XMLParser(encoding="a\0b"),
    lambda: E.TreeBuilder().start(1),
    lambda: E.TreeBuilder().start(1, 2),
    lambda: E.TreeBuilder().end(1),
    lambda: E.TreeBuilder().pi(),
    lambda: E.TreeBuilder().close(),
    lambda: E.XMLParser().feed(1),
    lambda: E.XMLParser()._setevents(1),
    lambda: E.XMLParser()._setevents([], 1),
    lambda: E.XMLParser()._setevents([], [1]),
    lambda: E.XMLParser()._setevents([], ["a"]),
    lambda: E.XMLParser().version,
    lambda: E.XMLParser().entity,
    lambda: E.XMLParser.__new__(E.XMLParser).feed("a"),
    lambda: ET.fromstring("<a>&foo;</a>"),
    lambda: ET.fromstring("<a>"),
    lambda: ET.fromstring("<a></b>"),
    lambda: ET.fromstring(""),
    lambda: ET.fromstring("<a b='1' b='2'/>"),
    lambda: ET.fromstring("<x:a/>"),
    lambda: ET.fromstring(b"<a>\xff</a>"),
    lambda: ET.fromstring("<a>\ud800</a>"),
    lambda: ET.fromstring(b"<?xml version='1.0' encoding='nonsense'?><a/>"),
    lambda: ET.fromstring("<!DOCTYPE a SYSTEM 'x'><a>&foo;</a>"),
):
    attempt(f)


class Target:
    def start(self, *args):
        print("start", args)

    def data(self, text):
        print("data", repr(text))
        if text == "x":
            raise ValueError("a target's own")

    def end(self, tag):
        print("end", tag)

    def start_ns(self, *args):
        print("start_ns", args)

    def end_ns(self, prefix):
        print("end_ns", repr(prefix))

    def comment(self, text):
        print("comment", text)

    def pi(self, *args):
        print("pi", args)

    def doctype(self, *args):
        print("doctype", args)

    def close(self):
        return "closed"


p = E.XMLParser(target=Target())
attempt(lambda: p.feed('<!DOCTYPE a PUBLIC "p" "s"><a xmlns="u" xmlns:z="v" z:k="1" k="2">y\nz<b/>&amp;<![CDATA[<>]]>'))
attempt(lambda: p.feed("x<never/>"))
attempt(lambda: p.feed("<!--c--><?pi foo bar?></a>"))
attempt(lambda: p.close())

# entities of the program
p = ET.XMLParser()
p.entity["foo"] = "bar"
p.feed("<!DOCTYPE a SYSTEM 'x'><a>&foo;</a>")
print(p.close().text)

# comments and instructions kept in the tree
for builder in (
    ET.TreeBuilder(),
    ET.TreeBuilder(insert_comments=True),
    ET.TreeBuilder(insert_pis=True),
    ET.TreeBuilder(insert_comments=True, insert_pis=True, comment_factory=lambda text: ET.Element("comment", t=text)),
):
    p = ET.XMLParser(target=builder)
    p.feed("<?before b?><a>1<!-- c -->2<?p q?>3<b/>4</a>")
    print(ET.tostring(p.close()))

# factories of elements, of any class


class Node(list):
    def __init__(self, tag, attrib):
        super().__init__()
        self.tag, self.attrib, self.text, self.tail = tag, attrib, None, None

    def show(self):
        return (self.tag, self.attrib, self.text, self.tail, [n.show() for n in self])


p = ET.XMLParser(target=ET.TreeBuilder(Node))
p.feed("<a x='1'>one<b>two\nthree</b>four<c/></a>")
print(p.close().show())

# events
xml = "<?pi x?><a xmlns:p='uri'><!--c-->text<p:b/></a>"
for events in (None, ["start", "end"], ["start-ns", "end-ns", "comment", "pi"], (b"start",)):
    puller = None
    queue = []
    p = E.XMLParser()
    p._setevents(queue, events) if events else p._setevents(queue)
    p.feed(xml)
    root = p.close()
    print([(name, node.tag if hasattr(node, "tag") and not callable(node.tag) else type(node).__name__) for name, node in queue])
print([(event, elem.tag) for event, elem in ET.iterparse(io.StringIO("<a><b/><c>x</c></a>"), events=("start", "end"))])
puller = ET.XMLPullParser(["end"])
puller.feed("<doc><x/>")
print([elem.tag for _, elem in puller.read_events()])
puller.feed("<y/></doc>")
puller.close()
print([elem.tag for _, elem in puller.read_events()])

# files
print(ET.tostring(ET.parse(io.BytesIO("<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>".encode("latin-1"))).getroot()))
print(ET.tostring(ET.parse(io.StringIO("<a>é€</a>")).getroot(), "unicode"))
print(ET.fromstring("<a>é</a>".encode("utf-16")).text)

# a parser dies with its last reference
p = ET.XMLParser(target=Target())


class Sub(ET.XMLParser):
    pass


gc.disable()
sub = Sub()
sub.feed("<a>")
w = weakref.ref(sub)
del sub
print(w())
gc.enable()
print(ET.canonicalize("<a b='1' a='2'><!-- c --><b/>\n</a>"))
tree = ET.fromstring("<a><b>x</b><c/></a>")
ET.indent(tree)
print(ET.tostring(tree, "unicode"))
