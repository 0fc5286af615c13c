import sys
print("leaving with a message")
sys.exit("something went wrong")
