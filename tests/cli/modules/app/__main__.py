import sys

print("app", sys.argv[1:])
