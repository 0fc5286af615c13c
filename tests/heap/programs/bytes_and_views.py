data = bytearray(b"hello world")
view = memoryview(data)
view[0:5] = b"HELLO"
print(data, bytes(view[::2]), view.tolist()[:3], data.find(b"w"), data.split())
small = view[:2]
small.release()
view.release()
data += b"!" * 30
data[3:5] = b"xyz"
print(data, data.hex()[:10], bytes.fromhex("00ff"), b"%d-%s" % (3, b"x"), int.from_bytes(data[:8], "big"))
