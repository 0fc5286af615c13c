"""A program that writes the count of a small int does not free it: the int gets its immortal count back when it would die."""
import ctypes


def count(x):
    return ctypes.c_uint32.from_address(id(x))


def in_the_loop():
    count(100).value = 2
    x = 99
    for _ in range(10):
        y = x + 1
        y = 50
    return count(100).value


def by_a_container():
    count(200).value = 1
    items = [199 + len("a")]
    items.append((items[0], items.pop()))
    del items
    count(200).value = 1
    box = [198 + len("ab")]
    box.clear()
    return count(200).value


print(in_the_loop())
print(by_a_container())
print(99 + 1, 199 + 1, sum([100, 200]))
