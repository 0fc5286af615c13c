values = [5, 3, 9, 1]
values += [7, 2]
values.sort(key=lambda v: -v)
print(values, values[1:4], sorted(values), values * 2, [v * v for v in values if v % 2])
values.insert(1, "x")
values.extend(range(5))
del values[::2]
print(values, [*values, *"ab"], list(zip(values, "abc")), list(map(str, values)))
