"""The line that a frame shows to what runs when a local dies."""
import sys
class D:
    def __del__(self): print('line', sys._getframe(1).f_lineno)
def f():
    d=D()
    
    d=None
    d=D()

    del d
    d=D()
    
    d=1.5
    x=[D()]
    
    x[0]=2
    y=D()

    
    y=x
f()
