class Meta(type):
    def __new__(mcls, name, bases, namespace, **kwargs):
        namespace["made"] = sorted(k for k in namespace if not k.startswith("__"))
        return super().__new__(mcls, name, bases, namespace)

    def __call__(cls, *args):
        instance = super().__call__(*args)
        instance.called = len(args)
        return instance

class Descriptor:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        return self if instance is None else instance.__dict__.get(self.name)

    def __set__(self, instance, value):
        instance.__dict__[self.name] = value

class Thing(metaclass=Meta):
    field = Descriptor()

    def __init__(self, value=None):
        self.field = value

thing = Thing([1])
print(Thing.made, thing.field, thing.called, type("Dynamic", (Thing,), {"x": 1})().x)
