print("start")
class Problem(Exception):
    pass

def load():
    try:
        return int("not a number")
    except ValueError as error:
        raise Problem("cannot load") from error

def main():
    try:
        load()
    except Problem:
        raise RuntimeError("in the handler")

main()
