source = "def f(x):\n    return [x + i for i in range(3)]\nresult = f(10)\n"
names = {}
exec(compile(source, "<made>", "exec"), names)
print(names["result"], eval("a * 2", {"a": 21}), names["f"].__code__.co_varnames)
try:
    eval("1 +")
except SyntaxError as error:
    print(error.msg)
