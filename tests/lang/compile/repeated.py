"""The same text compiled again gives the same code, warnings and errors anew, and objects of its own."""
import warnings, sys
warnings.simplefilter('always')
for i in range(3):
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter('always')
        compile('x = 1 is 1\n"\\d"','f','exec')
        print([str(a.message) for a in w])
with warnings.catch_warnings():
    warnings.simplefilter('error')
    for i in range(2):
        try: compile('x = 1 is 1\n"\\d"','f','exec')
        except SyntaxError as e: print(e)
for i in range(3):
    try: compile('x = = 1','f','exec')
    except SyntaxError as e: print(e)
a=eval('lambda: (1000001, "a b", (1,2))'); b=eval('lambda: (1000001, "a b", (1,2))')
print(a() is b(), a.__code__ is b.__code__, a.__code__ == b.__code__, a().__class__, a()[0] is b()[0])
print(compile('1','a','eval').co_filename, compile('1','b','eval').co_filename)
print(eval(compile('assert 0','a','exec',optimize=1)))
try: exec(compile('assert 0','a','exec',optimize=0))
except AssertionError: print('ae')
sys.set_int_max_str_digits(5000)
eval('1'*4900)
sys.set_int_max_str_digits(640)
try: eval('1'*4900)
except SyntaxError as e: print('se')
