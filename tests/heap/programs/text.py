import re

pattern = re.compile(r"(?P<word>\w+)\s*=\s*(\d+)")
print(pattern.findall("a = 1, b=22"), pattern.sub(r"\2:\1", "x = 5"), re.split("[,;]", "a,b;c"))
match = pattern.search("-- key = 42")
print(match.groupdict(), match.span(), match.expand(r"\g<word>!"))
