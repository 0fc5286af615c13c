"""Which value's __eq__ a comparison of containers asks first: the left one's."""


class Value:
    def __init__(self, name, answer):
        self.name, self.answer = name, answer

    def __eq__(self, other):
        print(self.name, end=" ")
        return self.answer


yes, none = Value("yes", True), Value("none", None)
print({"a": yes} == {"a": none})
print({"a": none} == {"a": yes})
print([yes] == [none], [none] == [yes])
print((yes,) == (none,), (none,) == (yes,))


class Items(list):
    pass


print(Items([yes]) == [none], [yes] == Items([none]))
