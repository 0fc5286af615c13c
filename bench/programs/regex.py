"""regex: searching, splitting, groups, substitution with functions, look-ahead."""
import re

LOG = re.compile(r"(?P<ip>\d+\.\d+\.\d+\.\d+) - \[(?P<when>[^\]]+)\] \"(?P<verb>GET|POST) (?P<path>\S+)\" (?P<status>\d{3})")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
MAIL = re.compile(r"\b[\w.]+@[\w.]+\.(?:com|org|net)\b", re.IGNORECASE)


def once():
    lines = []
    for i in range(14_000):
        lines.append(f'10.0.{i % 256}.{i * 7 % 256} - [2024-01-{i % 28 + 1:02d} 10:00] "{"GET" if i % 3 else "POST"} /p/{i % 50}/x?q={i}" {200 + i % 5 * 100}')
    hits = {}
    for line in lines:
        match = LOG.match(line)
        key = match["verb"], match["status"]
        hits[key] = hits.get(key, 0) + 1
    text = " ".join(f"it's the {i}th word of user.{i}@example{i % 9}.org in don't-care text" for i in range(9_000))
    words = WORD.findall(text)
    mails = MAIL.findall(text)
    numbers = re.sub(r"\d+", lambda m: str(int(m[0]) * 2), text)
    pieces = re.split(r"[\s@.]+", text)
    doubled = re.findall(r"(\w)\1(?=\w)", text)
    return sorted(hits.values()), len(words), len(mails), len(numbers), len(pieces), len(doubled), bool(re.search(r"(a|b)*c{3}$", text))


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = ([933, 933, 933, 934, 934, 1866, 1866, 1867, 1867, 1867], 108000, 9000, 604889, 108000, 4038, False)
