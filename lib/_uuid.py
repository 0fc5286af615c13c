"""The module _uuid in Python: time-based UUIDs as libuuid makes them, of this machine's network address, or of a random one where there is none."""
import os as _os
import time as _time

has_uuid_generate_time_safe = 1

_node = None
_last = 0
_sequence = 0


def _address():
    """6 bytes: the first network card's; else random ones, marked as such by the multicast bit."""
    try:
        for name in sorted(_os.listdir("/sys/class/net")):
            with open(f"/sys/class/net/{name}/address", "rb") as file:
                node = bytes.fromhex(file.read().strip().decode("ascii").replace(":", ""))
            if len(node) == 6 and any(node):
                return node
    except (OSError, ValueError):
        pass
    node = _os.urandom(6)
    return bytes([node[0] | 1]) + node[1:]


def generate_time_safe():
    global _node, _last, _sequence
    if _node is None:
        _sequence = int.from_bytes(_os.urandom(2)) & 0x3FFF
        _node = _address()
    # intervals of 100 ns since 15 October 1582
    now = _time.time_ns() // 100 + 0x01B21DD213814000
    if now <= _last < now + 10_000:
        now = _last + 1
    elif now <= _last:
        _sequence = (_sequence + 1) & 0x3FFF
    _last = now
    head = (now & 0xFFFFFFFF) << 32 | (now >> 32 & 0xFFFF) << 16 | now >> 48 & 0x0FFF | 0x1000
    # -1: no daemon has seen to it that no other process makes the same
    return head.to_bytes(8) + (_sequence | 0x8000).to_bytes(2) + _node, -1
