"""The East Asian codecs: samples through each, errors and their handlers, states of the incremental ones, streams."""
import codecs
import io
import _multibytecodec

NAMES = """gb2312 gbk gb18030 hz big5hkscs iso2022_kr iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext shift_jis
cp932 euc_jp shift_jis_2004 euc_jis_2004 euc_jisx0213 shift_jisx0213 euc_kr cp949 johab big5 cp950""".split()
TEXT = "a~\u3042\u4e2d\u6587\uac00\uac02\u00e6\u0300\uff71\u00a5\\z\u304b\u309a\U00020089\u00ca\u0304\u20ac\n"
BYTES = (b"\x81\x30\x81\x30", b"\xff\xff", b"\x1b$B$\"\x1b(B", b"\x8f\xa1", b"~{VP~}", b"\xa4\xd4\xa4\xa1\xa4\xbf\xa4\xd4", b"\x1b$", b"\x1b(Zx",
         b"\x1b.A\x1bNi", b"\xae\xa1", b"\x87\x9f", b"~{VP~~")


def outcome(call):
    try:
        return ascii(call())
    except Exception as error:
        return f"{type(error).__name__}: {ascii(error.args)}"


def handler(error):
    if isinstance(error, UnicodeEncodeError):
        return "<%x>" % ord(error.object[error.start]), error.end
    # a position from the end, where it is not 0
    return "<%s>" % error.object[error.start : error.end].hex(), error.end - len(error.object) or error.end


codecs.register_error("show", handler)
codecs.register_error("far", lambda error: ("", 99))
codecs.register_error("wrong", lambda error: "")
codecs.register_error("bytes", lambda error: (b"!!", error.end))

for name in NAMES:
    print(name, codecs.lookup(name).name)
    for errors in ("strict", "ignore", "replace", "show", "xmlcharrefreplace", "bytes", "far", "wrong", "unknown"):
        print("  ", errors, outcome(lambda: TEXT.encode(name, errors)))
    print("  ", outcome(lambda: TEXT.encode(name, "ignore").decode(name)))
    for data in BYTES:
        print("  ", data, *(outcome(lambda: data.decode(name, errors)) for errors in ("strict", "ignore", "replace", "show")))

    encoder = codecs.getincrementalencoder(name)("replace")
    print("  ", [(encoder.encode(c), encoder.getstate()) for c in TEXT], encoder.encode("", True), encoder.errors)
    data = TEXT.encode(name, "ignore")
    decoder = codecs.getincrementaldecoder(name)()
    print("  ", [(ascii(decoder.decode(bytes([b]))), decoder.getstate()) for b in data])
    decoder.reset()
    print("  ", outcome(lambda: decoder.decode(data[:-1] + b"\xa4", True)), decoder.getstate())

    out = io.BytesIO()
    writer = codecs.getwriter(name)(out, "ignore")
    writer.writelines(["\u304b", "\u309a\n", "a"])
    writer.write("\u304b")
    writer.reset()
    print("  ", out.getvalue())
    reader = codecs.getreader(name)(io.BytesIO(out.getvalue() + b"\n\xff"), "replace")
    print("  ", ascii(reader.readline()), ascii(reader.read(1)), ascii(reader.read(3)), reader.readlines(), reader.errors)

for call in (
    lambda: _multibytecodec.MultibyteIncrementalEncoder(),
    lambda: type(_multibytecodec.MultibyteIncrementalEncoder("x", codec=1)),
    lambda: codecs.getincrementalencoder("gbk")(1),
    lambda: codecs.getincrementalencoder("gbk")().setstate(b""),
    lambda: codecs.getincrementalencoder("gbk")().setstate(10),
    lambda: codecs.getincrementaldecoder("gbk")().setstate((b"123456789", 0)),
    lambda: codecs.getincrementaldecoder("gbk")().setstate((1, 0)),
    lambda: codecs.getincrementaldecoder("gbk")().decode("text"),
    lambda: codecs.getreader("gbk")(),
    lambda: codecs.getreader("gbk")(io.StringIO("x")).read(),
    lambda: codecs.getreader("gbk")(io.BytesIO(b"x")).read("1"),
    lambda: codecs.getwriter("gbk")(io.BytesIO()).writelines(1),
    lambda: codecs.lookup("gbk").encode(12),
    lambda: _multibytecodec.__create_codec(1),
    lambda: setattr(codecs.getincrementaldecoder("gbk")(), "errors", 1),
    lambda: delattr(codecs.getincrementaldecoder("gbk")(), "errors"),
):
    print(outcome(call))
for kind in ("IncrementalEncoder", "IncrementalDecoder", "StreamReader", "StreamWriter"):
    print(kind, getattr(_multibytecodec, "Multibyte" + kind).__basicsize__)
