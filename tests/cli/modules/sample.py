"""A module for the modules that are run with -m.

>>> double(4)
8
>>> double('a')
'aa'
"""
import unittest


def double(x):
    return x * 2


class T(unittest.TestCase):
    def test_one(self): self.assertEqual(double(2), 4)
    def test_two(self): self.assertEqual(double(2), 5, "not five")
    @unittest.skip("later")
    def test_three(self): pass
    @unittest.expectedFailure
    def test_four(self): self.fail()


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


if __name__ == "__main__":
    print(fib(10))
