class Meta(type):
    instances = {}
    def __call__(cls, *args, **kwargs):
        if cls not in Meta.instances:
            Meta.instances[cls] = super().__call__(*args, **kwargs)
        return Meta.instances[cls]
class Config(metaclass=Meta):
    def __init__(self, value): self.value = value
print(Config(1) is Config(2), Config(3).value)
class Counted:
    alive = 0
    def __init__(self): type(self).alive += 1
    def __del__(self): type(self).alive -= 1
items = [Counted() for _ in range(5)]
print(Counted.alive)
items.pop()
print(Counted.alive)
del items[:2]
print(Counted.alive)
items.clear()
print(Counted.alive)
class Sub(Counted):
    alive = 100
s = Sub()
print(Sub.alive, Counted.alive)
del s
print(Sub.alive, Counted.alive)
