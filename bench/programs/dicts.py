"""dict heavy: counting words, an inverted index, grouping, merging."""
from collections import Counter, defaultdict


def words(n, seed=7):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        out.append("w" + str(seed % 1500))
    return out


def once():
    text = words(180_000)
    counts = {}
    for word in text:
        counts[word] = counts.get(word, 0) + 1
    index = defaultdict(list)
    for position, word in enumerate(text):
        index[word].append(position)
    lengths = {}
    for word in index:
        lengths.setdefault(len(word), set()).add(word)
    assert Counter(text) == counts
    pairs = {}
    for a, b in zip(text, text[1:]):
        key = (a, b)
        if key in pairs:
            pairs[key] += 1
        else:
            pairs[key] = 1
    merged = {}
    for i in range(150):
        merged |= {k: v + i for k, v in counts.items()}
    inverse = {}
    for word, n in counts.items():
        inverse.setdefault(n, []).append(word)
    removed = 0
    for word in list(counts):
        if counts[word] % 2:
            del counts[word]
            removed += 1
    return len(index), len(pairs), sum(merged.values()), max(inverse), removed, sorted(map(len, lengths.values()))


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = (1500, 154001, 403500, 151, 748, [10, 90, 500, 900])
