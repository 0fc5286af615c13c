"""_lzma and lzma: streams that liblzma has made, round trips through every format and filter, limits, errors."""

import base64
import io
import lzma
import _lzma

TEXT = b"The quick brown fox jumps over the lazy dog. " * 40 + bytes(range(256)) + b"\0" * 5000


def attempt(f, *args, **kwargs):
    try:
        print(f(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__, error)


# streams by liblzma 5.4
MADE = {
    "xz": "{Wp48S^xk9=GL@E0stWa761SMbT8$j;2VztG+h8H8VI5TC1&wUc*UXx|1Rd)(jXeGH2C5j=s`C6+y-g8Jme5GCkgAbX5;NQnC+6S)h9&=FkW489kJqC4_R`Xn@;8u9v$gK7NEeoR&F%<ziYn7&CMK9os3o=NLFu(ZS!PK@_!BXaAZt;Eg%T7iCZ_=u5P_8neG7O!?^PdMXQ$CHFzcY27Zjk87(vtl1B_!@Aa2Axboq=|7xB2uZT;=OB2qcwqmyXq81|NxF2u392wXKxCr))*IX7yi^8D=k+MM3b1Yw4I03!f2%{OpiB-vragh=)Y~%4e-RjX_3YTLhvm~HmpwI8`I7v3ffW|!C7-6Neov|vkgGED9oRifS`^q3Q1k{^^ddPJS9_)!qQY{u2mVZ^LXm<k0$u}s>l6;H@?aLS7r4&E_j0Sd4q2W@T00GbfkT(DTBZ<#9vBYQl0ssI200dcD",
    "alone": "T>t=p0RR90|NsC0{{Si)2%-ZeX7NjS#i9lOF6P<NAR4VS_~IStK{oo_25GxI<PbC`3G1_F<Lx(??UJq4Cq)P_UR`k=vEo_}S#q13PUaFG9qB|CpuoCTZZ!J8Yre<L%^Xpkj8-2=R&R=J^JGr)e+~9<WK4W5APBLETQ}IQZoMs;?f~S&xbqA}tCra{cqRD;evHQ%Ei@96M+{i+^_Mre^5MMyYMuG7h)c#x6V9WyVz&FD79!@jA8)%H8Q2E62=<KEToy-*!l4C`vOv>wEMHnU0lnM^qZz}ARmqHTkrFR#<MBJ)>d{{cmt!WgB%orT&+qRzNjAoS#ys5^VWqR3u`0BKMMF}Ylhqdc${;fY)SHBQ$aM}L?1@TJEfyD+e^seycLK=CHz>@Ke2fR}%NOAvP7pu;*qp!s",
    "sha256": "{Wp48S^xkF;rk4s0stWa761SMbT8$j;2VztG+h8H8VI5TC1&wUc*UXx|1Rd)(jXeGH2C5j=s`C6+y-g8Jme5GCkgAbX5;NQnC+6S)h9&=FkW489kJqC4_R`Xn@;8u9v$gK7NEeoR&F%<ziYn7&CMK9os3o=NLFu(ZS!PK@_!BXaAZt;Eg%T7iCZ_=u5P_8neG7O!?^PdMXQ$CHFzcY27Zjk87(vtl1B_!@Aa2Axboq=|7xB2uZT;=OB2qcwqmyXq81|NxF2u392wXKxCr))*IX7yi^8D=k+MM3b1Yw4I03!f2%{OpiB-vragh=)Y~%4e-RjX_3YTLhvm~HmpwI8`I7v3ffW|!C7-6Neov|vkgGED9oRifS`^q3Q1k{^^ddPJS9_)!qQY{u2mVZ^LXm<k0$u}s>l6;H@?aLS7r4&E_@usqT`p-dZECAeAdMZZ15bULZv}zAJnA-uq`p9y}00HO%kT(DT;|%8Cw&~v-0ssI2018=J",
    "filters": "{Wp48S^xk9=GL@E0|Em9ECc`{0RR91#W3Ku;2Vzstz7^r8VI5TC1&wUc*UXx|1Rd)(jXeGH2C5j=s`C6+y-g8Jme5GCkgAbX5;NKy69PyPiqLTIi_9txOk_;jkozM9+YwWj66{iUo?n9x9%1O{-dbQ9#Ed}s|CM2Msz~8XcL~ET(P%n>^vLmkf0MHA3Z;Ih_zYTfC1GyBEH6qkC>3tert9mPRhL}btP%6Id-|!b|mwkNGO%67JqAEiik8=YfG1c=oIn*00000j0Sd4q2W@T00GSbkT(DTw&EwxvBYQl0ssI200dcD",
}
for name, text in MADE.items():
    data = base64.b85decode(text)
    d = lzma.LZMADecompressor()
    print(name, d.decompress(data + b"rest") == TEXT, d.check, d.eof, d.unused_data, d.needs_input)
    d = lzma.LZMADecompressor()
    out = b"".join(d.decompress(data[i : i + 1]) for i in range(len(data)))
    print(out == TEXT, d.eof)
    d, out, at, most = lzma.LZMADecompressor(), b"", 0, 0
    while not d.eof:
        feed = d.needs_input
        part = d.decompress(data[at : at + 20] if feed else b"", 7)
        at += 20 if feed else 0
        most = max(most, len(part))
        out += part
    print(out == TEXT, most)
    for cut in (0, 5, 11, 12, 30, len(data) - 1):
        d = lzma.LZMADecompressor()
        d.decompress(data[:cut])
        print(d.eof, d.needs_input, end=" ")
    print()
    broken = bytearray(data)
    broken[len(data) // 2] ^= 0x55
    try:
        print(lzma.decompress(broken) == TEXT)
    except lzma.LZMAError as error:
        print("LZMAError")

# round trips
CHAINS = [
    dict(),
    dict(preset=0),
    dict(preset=9 | lzma.PRESET_EXTREME),
    dict(format=lzma.FORMAT_ALONE),
    dict(check=lzma.CHECK_NONE),
    dict(check=lzma.CHECK_CRC32),
    dict(check=lzma.CHECK_SHA256),
    dict(format=lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 4096, "lc": 0, "lp": 4, "pb": 4}]),
    dict(format=lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA1, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3, "nice_len": 3}]),
] + [
    dict(filters=[{"id": lzma.FILTER_DELTA, "dist": 3}, {"id": getattr(lzma, "FILTER_" + name), "start_offset": 32}, {"id": lzma.FILTER_LZMA2}])
    for name in ("X86", "POWERPC", "IA64", "ARM", "ARMTHUMB", "SPARC")
]
CODE = bytes((i * i * 7 + (i >> 5)) & 255 for i in range(3000)) + b"\xe8\x10\x20\x00\x00\xe9\xff\xff\xff\xff\xeb" * 300
for options in CHAINS:
    for data in (b"", b"x", TEXT, CODE, CODE * 40):
        packed = lzma.compress(data, **options)
        raw = dict(format=options["format"], filters=options["filters"]) if options.get("format") == lzma.FORMAT_RAW else {}
        assert lzma.decompress(packed, **raw) == data, options
        c = lzma.LZMACompressor(**options)
        packed = b"".join(c.compress(data[i : i + 999]) for i in range(0, len(data), 999)) + c.flush()
        assert lzma.decompress(packed, **raw) == data, options
    print(list(options), "good")
print(lzma.compress(b"") == lzma.LZMACompressor().flush(), lzma.compress(b"abc"), len(lzma.compress(bytes(10**6))) < 400)

# filters by their properties
for spec in (
    {"id": lzma.FILTER_X86},
    {"id": lzma.FILTER_X86, "start_offset": 16},
    {"id": lzma.FILTER_LZMA2, "dict_size": 5000},
    {"id": lzma.FILTER_LZMA1},
    {"id": lzma.FILTER_DELTA, "dist": 256},
    {"id": lzma.FILTER_DELTA, "dist": 257},
    {"id": 4, "foo": 1},
    {"id": lzma.FILTER_LZMA2, "lc": 2**40},
    {"id": lzma.FILTER_LZMA2, "preset": 10},
    {"id": 3, "dist": -1},
    {"id": 99},
    {},
    3,
    {"id": "a"},
    {"id": lzma.FILTER_LZMA2, "preset": 2**32},
    {"id": lzma.FILTER_LZMA1, "lc": 4, "lp": 1},
):
    attempt(_lzma._encode_filter_properties, spec)
for args in ((4, b""), (4, b"abcd"), (4, b"abc"), (33, b"\x10"), (33, b"("), (33, b")"), (lzma.FILTER_LZMA1, b"]\0\0\1\0"), (3, b"\3"), (99, b""), (-1, b"")):
    attempt(_lzma._decode_filter_properties, *args)

# errors
for options in (
    dict(format=7),
    dict(format=0),
    dict(check=4, format=2),
    dict(check=2),
    dict(check=17),
    dict(preset=10),
    dict(preset=-1),
    dict(preset=2**33),
    dict(preset=1, filters=[]),
    dict(filters=[]),
    dict(filters=[{"id": 3}]),
    dict(filters=[{"id": lzma.FILTER_LZMA1}]),
    dict(filters=[{"id": 3}] * 5),
    dict(format=2, filters=[{"id": lzma.FILTER_LZMA2}]),
    dict(format=3),
    dict(filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1}]),
    dict(format="a"),
    dict(filters=3),
    dict(foo=1),
):
    attempt(lzma.LZMACompressor, **options)
for options in (dict(format=9), dict(memlimit=-1), dict(format=3), dict(format=3, memlimit=4), dict(filters=[]), dict(format=3, filters=[])):
    attempt(lzma.LZMADecompressor, **options)
attempt(lzma.decompress, lzma.compress(b"abc"), memlimit=1000)
attempt(lzma.decompress, b"abc")
attempt(lzma.decompress, lzma.compress(TEXT)[:-3])
attempt(lzma.decompress, b"")
c = lzma.LZMACompressor()
c.flush()
attempt(c.flush)
attempt(c.compress, b"")
d = lzma.LZMADecompressor()
d.decompress(lzma.compress(b"abc"))
attempt(d.decompress, b"")
print([lzma.is_check_supported(i) for i in (0, 1, 4, 10, 2, 15, 99)], _lzma.LZMACompressor.__basicsize__, _lzma.LZMADecompressor.__basicsize__)

# files
store = io.BytesIO()
with lzma.open(store, "wt", encoding="utf-8", newline="") as f:
    print(f.write("line one\nline twö\n"), f.writable())
store.seek(0)
with lzma.LZMAFile(store) as f:
    print(f.peek(3)[:3], f.readline(), f.tell(), f.seek(5), f.read(4), f.seek(-3, 2), f.read(), f.mode)
print(lzma.decompress(lzma.compress(b"a") + lzma.compress(b"b", format=lzma.FORMAT_ALONE)))
attempt(lzma.open, store, "rbt")
attempt(lzma.open, store, "rb", encoding="utf-8")
attempt(lzma.LZMAFile, 3)
attempt(lzma.LZMAFile, store, "q")
attempt(lzma.LZMAFile, store, "r", preset=3)
