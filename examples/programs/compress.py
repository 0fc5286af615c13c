"""An LZ77 and Huffman compressor with a file format of its own.

    compress.py pack FILE -o FILE.kz
    compress.py unpack FILE.kz -o FILE
    compress.py info FILE.kz
    compress.py --test                 round trips over many kinds of data

Format: magic, flags, size and CRC-32 of the original, then blocks of bits. A block holds two canonical Huffman codes, as the
lengths of their words, and symbols: a byte, the end, or the class of a match's length with extra bits, then its distance.
"""

from __future__ import annotations

import argparse
import heapq
import io
import random
import struct
import sys
import zlib
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

HEADER = struct.Struct("<4sBQI")
MAGIC = b"KRZ1"
WINDOW = 1 << 15
MIN_MATCH, MAX_MATCH = 3, 258
MAX_CHAIN = 32
BLOCK_TOKENS = 1 << 13
MAX_BITS = 15
END = 256
FIRST_LENGTH = 257


class FormatError(ValueError):
    """The data is no archive, or a damaged one."""


# --- bits --------------------------------------------------------------------


class BitWriter:
    """Packs numbers into bytes, lowest bit first."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.held = 0
        self.count = 0

    def write(self, value: int, bits: int) -> None:
        self.held |= value << self.count
        self.count += bits
        if self.count >= 64:
            self.file.write((self.held & (1 << 64) - 1).to_bytes(8, "little"))
            self.held >>= 64
            self.count -= 64

    def close(self) -> None:
        self.file.write(self.held.to_bytes((self.count + 7) // 8, "little"))


class BitReader:
    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self.at = 0
        self.held = 0
        self.count = 0

    def need(self, bits: int) -> None:
        while self.count < bits:
            if self.at >= len(self.data) + 4:
                raise FormatError("the data ends too early")
            chunk = bytes(self.data[self.at : self.at + 4])
            self.held |= int.from_bytes(chunk, "little") << self.count
            self.count += 32
            self.at += 4

    def read(self, bits: int) -> int:
        self.need(bits)
        value = self.held & ((1 << bits) - 1)
        self.held >>= bits
        self.count -= bits
        return value


# --- Huffman codes -----------------------------------------------------------


def code_lengths(frequencies: Counter[int], limit: int = MAX_BITS) -> dict[int, int]:
    """Bits for each symbol. Frequencies are flattened until no word is longer than the limit."""
    weights = dict(frequencies)
    while True:
        lengths = dict.fromkeys(weights, 0)
        heap = [(weight, index, [symbol]) for index, (symbol, weight) in enumerate(sorted(weights.items()))]
        heapq.heapify(heap)
        serial = len(heap)
        if serial == 1:
            return dict.fromkeys(weights, 1)
        while len(heap) > 1:
            light, _, symbols = heapq.heappop(heap)
            heavy, _, others = heapq.heappop(heap)
            merged = symbols + others
            for symbol in merged:
                lengths[symbol] += 1
            heapq.heappush(heap, (light + heavy, serial, merged))
            serial += 1
        if max(lengths.values()) <= limit:
            return lengths
        weights = {symbol: weight // 2 + 1 for symbol, weight in weights.items()}


def canonical(lengths: dict[int, int]) -> dict[int, tuple[int, int]]:
    """(word, bits) of each symbol, words with their first bit lowest."""
    words: dict[int, tuple[int, int]] = {}
    word = previous = 0
    for bits, symbol in sorted((bits, symbol) for symbol, bits in lengths.items()):
        word <<= bits - previous
        previous = bits
        words[symbol] = int(f"{word:0{bits}b}"[::-1], 2), bits
        word += 1
    return words


class Decoder:
    """A table over MAX_BITS bits would be large: a dict from (bits, word) serves."""

    def __init__(self, lengths: dict[int, int]) -> None:
        self.symbols = {(bits, word): symbol for symbol, (word, bits) in canonical(lengths).items()}

    def read(self, reader: BitReader) -> int:
        reader.need(MAX_BITS)
        held = reader.held
        for bits in range(1, MAX_BITS + 1):
            symbol = self.symbols.get((bits, held & ((1 << bits) - 1)))
            if symbol is not None:
                reader.held >>= bits
                reader.count -= bits
                return symbol
        raise FormatError("no such word")


def write_lengths(writer: BitWriter, lengths: dict[int, int]) -> None:
    """Each symbol's bits from 0 on; runs of zeros as 0 and their number."""
    size = max(lengths, default=-1) + 1
    writer.write(size, 9)
    at = 0
    while at < size:
        writer.write(lengths.get(at, 0), 4)
        if at in lengths:
            at += 1
            continue
        run = 1
        while run < 63 and at + run < size and at + run not in lengths:
            run += 1
        writer.write(run, 6)
        at += run


def read_lengths(reader: BitReader) -> dict[int, int]:
    lengths: dict[int, int] = {}
    size, at = reader.read(9), 0
    while at < size:
        if bits := reader.read(4):
            lengths[at] = bits
            at += 1
        else:
            at += max(1, reader.read(6))
    return lengths


# --- LZ77 --------------------------------------------------------------------


class Copy(NamedTuple):
    length: int
    distance: int


type Token = int | Copy


def tokens(data: bytes) -> Iterator[Token]:
    """Bytes, and copies of what came before. A match is put off if the next byte starts a longer one."""
    chains: defaultdict[bytes, deque[int]] = defaultdict(lambda: deque(maxlen=MAX_CHAIN))

    def longest(at: int) -> Copy | None:
        best: Copy | None = None
        top = min(MAX_MATCH, len(data) - at)
        for start in reversed(chains.get(data[at : at + MIN_MATCH], ())):
            if at - start > WINDOW:
                break
            length = best.length if best else 0
            if length >= top or data[start + length] != data[at + length]:
                continue
            length = 0
            while length < top and data[start + length] == data[at + length]:
                length += 1
            if length >= MIN_MATCH and (best is None or length > best.length):
                best = Copy(length, at - start)
        return best

    def learn(at: int) -> None:
        if at + MIN_MATCH <= len(data):
            chains[data[at : at + MIN_MATCH]].append(at)

    at = 0
    held: Copy | None = None
    while at < len(data):
        found = longest(at)
        learn(at)
        if held is not None and (found is None or found.length <= held.length):
            yield held
            for skipped in range(at + 1, at - 1 + held.length):
                learn(skipped)
            at += held.length - 1
            held = None
            continue
        if held is not None:
            yield data[at - 1]
        if found is None:
            yield data[at]
        held = found
        at += 1
    if held is not None:
        yield held


def size_class(value: int) -> tuple[int, int, int]:
    """(class, extra, bits of extra): numbers near each other share a class."""
    bits = max(0, value.bit_length() - 2)
    return 2 * bits + (value >> bits), value & ((1 << bits) - 1), bits


def from_class(kind: int, reader: BitReader) -> int:
    bits = max(0, kind // 2 - 1)
    return ((kind - 2 * bits) << bits) | reader.read(bits)


def blocks(items: Iterable[Token]) -> Iterator[list[Token]]:
    block: list[Token] = []
    for item in items:
        block.append(item)
        if len(block) == BLOCK_TOKENS:
            yield block
            block = []
    yield block


def write_block(writer: BitWriter, block: list[Token]) -> None:
    symbols: Counter[int] = Counter([END])
    distances: Counter[int] = Counter()
    for token in block:
        if isinstance(token, Copy):
            symbols[FIRST_LENGTH + size_class(token.length)[0]] += 1
            distances[size_class(token.distance)[0]] += 1
        else:
            symbols[token] += 1
    codes = []
    for frequencies in (symbols, distances):
        lengths = code_lengths(frequencies) if frequencies else {}
        write_lengths(writer, lengths)
        codes.append(canonical(lengths))
    literals, places = codes
    for token in block:
        if isinstance(token, Copy):
            for value, code, first in (token.length, literals, FIRST_LENGTH), (token.distance, places, 0):
                kind, extra, bits = size_class(value)
                writer.write(*code[first + kind])
                writer.write(extra, bits)
        else:
            writer.write(*literals[token])
    writer.write(*literals[END])


def read_block(reader: BitReader, out: bytearray) -> None:
    literals, places = Decoder(read_lengths(reader)), Decoder(read_lengths(reader))
    while (symbol := literals.read(reader)) != END:
        if symbol < END:
            out.append(symbol)
            continue
        length = from_class(symbol - FIRST_LENGTH, reader)
        distance = from_class(places.read(reader), reader)
        if distance > len(out):
            raise FormatError(f"a copy from {distance} bytes back, at byte {len(out)}")
        for _ in range(length):  # byte by byte: a copy may overlap itself
            out.append(out[-distance])


# --- archives ----------------------------------------------------------------


@dataclass(frozen=True)
class Header:
    stored: bool
    size: int
    crc: int

    @classmethod
    def parse(cls, data: bytes) -> Self:
        try:
            magic, flags, size, crc = HEADER.unpack_from(data)
        except struct.error as error:
            raise FormatError(f"not an archive: {error}") from error
        if magic != MAGIC:
            raise FormatError(f"not an archive: it begins with {magic!r}")
        return cls(bool(flags & 1), size, crc)

    def to_bytes(self) -> bytes:
        return HEADER.pack(MAGIC, self.stored, self.size, self.crc)


def pack(data: bytes) -> bytes:
    file = io.BytesIO()
    writer = BitWriter(file)
    parts = list(blocks(tokens(data)))
    for part in parts:
        writer.write(part is parts[-1], 1)
        write_block(writer, part)
    writer.close()
    stored = len(file.getvalue()) >= len(data)
    return Header(stored, len(data), zlib.crc32(data)).to_bytes() + (data if stored else file.getvalue())


def unpack(archive: bytes) -> bytes:
    header = Header.parse(archive)
    body = archive[HEADER.size :]
    if header.stored:
        data = body
    else:
        out, reader, last = bytearray(), BitReader(body), False
        while not last:
            last = bool(reader.read(1))
            read_block(reader, out)
        data = bytes(out)
    if len(data) != header.size or zlib.crc32(data) != header.crc:
        raise FormatError("the data is damaged")
    return data


def samples() -> Iterator[tuple[str, bytes]]:
    rng = random.Random(77)
    words = ["snake", "egg", "nest", "scale", "tongue", "venom", "coil", "fang", "shed", "bask"]
    yield "nothing", b""
    yield "one byte", b"x"
    yield "one letter", b"a" * 5000
    yield "two letters", b"ab" * 3000
    yield "text", " ".join(rng.choices(words, k=2500)).encode()
    yield "noise", rng.randbytes(2000)
    yield "bits", bytes(rng.choices(b"\0\1", k=8000))
    yield "numbers", struct.pack("<2000i", *(n * n // 3 for n in range(2000)))
    yield "skewed", bytes(min(255, int(rng.expovariate(0.15))) for _ in range(6000))
    yield "this program", Path(__file__).read_bytes()[:8000]


def self_test() -> int:
    failures = 0
    print(f"{'':14}{'bytes':>7}{'packed':>8}{'ratio':>8}")
    for name, data in samples():
        archive = pack(data)
        same = unpack(archive) == data
        failures += not same
        shown = ["?", "?"] if name == "this program" else [len(archive), f"{len(archive) / max(1, len(data)):.1%}"]
        print(f"{name:14}{len(data):7}{shown[0]:>8}{shown[1]:>8}{'' if same else '  DIFFERS'}")
    good = pack(b"the quick brown fox " * 40)
    for title, bad in [
        ("empty", b""),
        ("other magic", b"PK" + good[2:]),
        ("cut", good[: len(good) // 2]),
        ("changed", good[:-9] + bytes([good[-9] ^ 4]) + good[-8:]),
        ("wrong sum", HEADER.pack(MAGIC, 1, 1, 5) + b"x"),
    ]:
        try:
            unpack(bad)
            print(f"{title}: unpacked")
        except FormatError as error:
            print(f"{title}: {error}")
    return failures


def main() -> int:
    parser = argparse.ArgumentParser(prog="compress.py", description="An LZ77 and Huffman compressor.")
    parser.add_argument("--test", action="store_true", help="try it on many kinds of data")
    parser.add_argument("command", nargs="?", choices=["pack", "unpack", "info"])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("-o", "--output", type=Path, help="default: standard output")
    options = parser.parse_args()
    if options.test:
        return self_test()
    if options.command is None or options.file is None:
        parser.error("a command and a file are needed")
    try:
        data = options.file.read_bytes()
        if options.command == "info":
            print(Header.parse(data))
            return 0
        result = pack(data) if options.command == "pack" else unpack(data)
    except (OSError, FormatError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    if options.output is None:
        sys.stdout.buffer.write(result)
    else:
        options.output.write_bytes(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
