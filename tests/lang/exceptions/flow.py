def f(n):
    try:
        if n == 0: return "try"
        if n == 1: raise ValueError
        if n == 2: raise KeyError
    except ValueError:
        return "except"
    else:
        return "else"
    finally:
        print("finally", n)
        if n == 2: return "swallowed"
print([f(i) for i in range(4)])
def loop():
    for i in range(4):
        try:
            if i == 1: continue
            if i == 3: break
            print("body", i)
        finally:
            print("cleanup", i)
    else:
        print("no")
loop()
def nested():
    try:
        try:
            raise ValueError("inner")
        finally:
            print("inner finally")
    except ValueError as e:
        print("outer", e)
        try:
            raise
        except ValueError as again:
            print("again", again is e)
nested()
try:
    e
except NameError as error:
    print(error)
def ret():
    for _ in [1]:
        try:
            return "a"
        finally:
            print("f1")
print(ret())
def override():
    try:
        return 1
    finally:
        return 2
print(override())
while True:
    try:
        break
    finally:
        print("leaving")
try:
    raise
except RuntimeError as error:
    print(error)
