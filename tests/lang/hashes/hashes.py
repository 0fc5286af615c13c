import hashlib
def attempt(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
import _md5, _sha1, _sha2, _sha3, _blake2, sys
makers = [_md5.md5, _sha1.sha1, _sha2.sha224, _sha2.sha256, _sha2.sha384, _sha2.sha512, _sha3.sha3_224, _sha3.sha3_256, _sha3.sha3_384, _sha3.sha3_512, _blake2.blake2b, _blake2.blake2s]
data = bytes(range(256)) * 3
for make in makers:
    total = make()
    for n in (0, 1, 55, 56, 63, 64, 65, 71, 72, 103, 104, 111, 112, 127, 128, 129, 135, 136, 137, 143, 144, 145, 255, 256, 300, 768):
        h = make(data[:n])
        total.update(h.digest())
        step = make()
        for i in range(0, n, 37): step.update(data[i:min(i + 37, n)])
        assert step.hexdigest() == h.hexdigest() == h.copy().hexdigest()
    print(type(total), total.name, total.block_size, total.digest_size, total.hexdigest(), sys.getsizeof(total))
for make in (_sha3.shake_128, _sha3.shake_256):
    for n in (0, 1, 135, 136, 137, 167, 168, 169, 500): print(make(data[:n]).hexdigest(40)[:20], make(data[:n]).digest(600)[-10:])
    print(make()._rate_bits, make()._capacity_bits, make()._suffix, make().digest_size)
b = _blake2.blake2b
for k in (dict(digest_size=0), dict(digest_size=65), dict(digest_size=20), dict(key=b"a" * 65), dict(key=b"a"*64), dict(salt=b"a" * 17), dict(salt=b'abc', person=b'xyz'), dict(fanout=256), dict(fanout=2, depth=3, leaf_size=4096, node_offset=1, node_depth=2, inner_size=64), dict(last_node=True), dict(depth=0), dict(leaf_size=-1), dict(leaf_size=1 << 32), dict(node_offset=1 << 64), dict(key="a"), dict(fanout="a")):
    attempt(lambda: b(b"hello", **k).hexdigest()); attempt(lambda: _blake2.blake2s(b"hello", **k).hexdigest())
for make in (_md5.md5, _sha3.sha3_256, b):
    attempt(lambda: make("a")); attempt(lambda: make(1)); attempt(lambda: make(b"", b"")); attempt(lambda: make(x=1)); attempt(lambda: make().update("a"))
s = _sha3.shake_128()
for a in ((), (-1,), (1 << 29,), (1 << 70,), ("a",), (0,)): attempt(lambda: s.digest(*a))
attempt(lambda: type(_md5.md5())())
print(b.SALT_SIZE, b.MAX_KEY_SIZE, _blake2.BLAKE2S_MAX_DIGEST_SIZE)
print(hashlib.new("sha256", b"abc").hexdigest())
