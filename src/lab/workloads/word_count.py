"""Words of a text split, counted, sorted. class: short strings, most of them seen before"""
DIALS = {"lines": 40000, "vocabulary": 800}


def run(lines, vocabulary):
    counts = {}
    seed = 5
    for _ in range(lines):
        words = []
        for _ in range(9):
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            words.append(f"word{(seed >> 8) % vocabulary}")
        for word in " ".join(words).split():
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
