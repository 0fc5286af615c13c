# Rows of random characters through readers and writers of many dialects: fields cut whole out of a line and those that go through the states agree.
import csv
import io
import random

random.seed(5)
alphabet = 'ab, "\\\n\r;é\u1234'
dialects = [
    {},
    {"doublequote": False, "escapechar": "\\"},
    {"skipinitialspace": True},
    {"quoting": csv.QUOTE_NONE, "escapechar": "\\"},
    {"quoting": csv.QUOTE_NONNUMERIC},
    {"delimiter": ";"},
    {"strict": True},
    {"delimiter": " ", "skipinitialspace": True},
    {"quotechar": None, "escapechar": "\\"},
    {"quoting": csv.QUOTE_STRINGS},
    {"quoting": csv.QUOTE_NOTNULL},
    {"lineterminator": "ab"},
    {"lineterminator": "\n"},
    {"delimiter": "é"},
]


def text(size):
    return "".join(random.choice(alphabet) for _ in range(random.randrange(size)))


def rows(lines, options):
    reader = csv.reader(lines, **options)
    try:
        for row in reader:
            yield row
    except (csv.Error, ValueError) as exc:
        yield type(exc).__name__, str(exc)
    yield reader.line_num


def written(row, options):
    out = io.StringIO()
    try:
        count = csv.writer(out, **options).writerow(row)
    except csv.Error as exc:
        return str(exc)
    return out.getvalue(), count


for i in range(600):
    options = dialects[i % len(dialects)]
    print(list(rows([text(12) for _ in range(3)], options)))
    print(written([random.choice([None, 1, 2.5, "", "a", text(6)]) for _ in range(random.randrange(4))], options))

csv.field_size_limit(3)
for line in ("abcd,e\n", '"abcd",e\n', "abc,defg", 'a"bcd\n', '"ab\n'):
    print(list(rows([line, "cd"], {})))

csv.field_size_limit(131072)
out = io.StringIO()
writer = csv.writer(out)
writer.writerow(["x", 2])
print(out.getvalue())
print(writer.writerows(iter([[1, 2], (3, 4), "ab", {"k": 1}])), repr(out.getvalue()))
