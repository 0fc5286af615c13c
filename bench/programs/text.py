"""string building: concatenation, join, format, replace, split, find, translate, case."""


def once():
    parts = []
    text = ""
    for i in range(120_000):
        text += chr(97 + i % 26)
        if i % 7 == 0:
            text += " "
        parts.append(f"{i:05d}-{i % 13}:{text[-1]}")
    joined = ",".join(parts)
    words = text.split()
    table = str.maketrans("abcdefghij", "0123456789")
    score = 0
    for word in words * 4:
        if word.startswith(("a", "k")) or word.endswith("z"):
            score += 1
        score += word.upper().count("B") + len(word.strip("az")) + word.find("m")
        score += len(word.translate(table).replace("0", "zero"))
    lines = [line.partition(":")[2] or line for line in joined.split(",")]
    for i in range(90_000):
        score += len("%s=%d;%.2f" % ("key", i, i / 3)) + len("{:>8}|{!r}".format(i, "x"))
    reversed_text = "".join(reversed(joined))
    return len(joined), score, lines[-1], reversed_text[:12], joined.find("99999"), text.title().count("A")


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = (1247689, 3686776, 'j', 'j:9-999911,i', 1023066, 660)
