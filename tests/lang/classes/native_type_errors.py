def t(f,*a,**k):
    try: print(repr(f(*a,**k)).split(' at 0x')[0])
    except BaseException as e: print(type(e).__name__, e)
t(int.__pow__,1); t(int.__pow__,1,2,3,4); t(int.__add__,1); t(int.__add__); t((1).__add__,1,2); t([].__setitem__,1); t([].__getitem__); t(object.__setattr__,1);t(''.__len__, 3)
t(property().__get__); t((lambda:0).__get__); t((lambda:0).__get__, None, None); t(int.__add__, 'a', 1); t(int.__add__); t(str.upper); t(str.upper,1); t(str.upper,'a',1); t(str.upper,'a',x=1); t(str.join,'a'); t(''.join); t([].append); t([].append,1,2);t([].append,x=1); t(''.upper,1)
t(int.real.__get__,'x'); t(dict.__dict__['fromkeys'],1); t(dict.__dict__['fromkeys'])
t(int.__new__); t(int.__new__,1); t(int.__new__,str); t(object.__new__,int);t(object.__new__,int,1); t(object,1); t(object().__init__,1)
class A: pass
t(A,1); t(A().__init__,1); t(A,x=1); t(object.__new__,A,1)
class B:
    def __init__(self,a): pass
t(B,1) ; t(object.__init__,B(1),3)
class C:
    def __new__(cls,a): return object.__new__(cls,a)
t(C,1)
t(type); t(type,1,2); t(type,1,2,3); t(type,'a',2,3); t(type,'a',(),3); t(type,'a',(1,),{}); t(type, x=1); t(type,'A',(bool,),{}); t(type,'A',(int,str),{}); t(type.__new__,type); t(type.__new__, type,1,2,3)
class M(type):pass
t(M,'a'); t(type,1,x=1); t(M,1,2)
t(object().__format__,'a'); t(setattr, 1,'__class__',2)
t(setattr,A(),'__class__',2);t(setattr,A(),'__class__',int); t(setattr, A, '__bases__', ()); t(setattr,A,'__bases__',1);t(setattr, A, '__name__', 1); t(setattr, int, 'x', 1); t(delattr, A, '__name__'); t(delattr,A,'zz'); t(delattr,A(),'zz'); t(setattr, A, '__bases__', (1,)); t(delattr,A(),'__class__')
t(getattr, A, 'q'); t(getattr,A(),'q'); t(setattr,object(),'q',1); t(setattr,1,'real',1); t(delattr,1,'real'); t(delattr,1,'x')
t(setattr,A,'__bases__',(int,)); t(setattr,A(),'__dict__',1)
t(setattr,A,'__name__','a\0b'); t(type,'a\0b',(),{}); t(setattr,A,'__qualname__',1); t(setattr,A,'__abstractmethods__',1)
class A:
    @property
    def x(self): return 1
    y=property()
a=A()
t(setattr,a,'x',1); t(delattr,a,'x'); t(getattr,a,'y'); t(setattr,a,'y',1); t(delattr,a,'y'); t(property,1,2,3,4,5)
t(property().__set_name__); t(property().__set_name__,1); 
p=property(); t(lambda: setattr(a,'z',p.__set__(a,1))); t(lambda: p.__get__(a)); t(lambda: p.__name__); t(lambda: p.__doc__); p.__doc__='a'; t(lambda: p.__doc__)
class P(property): pass
t(lambda: P(lambda s:1).__dict__)
def f(s): "doc"
t(lambda: P(f).__dict__);t(lambda: property(f).__doc__); t(lambda: property(f).__name__); t(lambda:A.x.__name__); t(lambda: property(f,doc='z').getter(f).__doc__)
t(lambda: property(doc=3).__doc__)
print(int.__add__.__doc__, int.__add__.__text_signature__, int.__add__.__qualname__, [].append.__qualname__, [].append.__name__, len.__qualname__, len.__module__, [].append.__self__, len.__self__, str.upper.__objclass__)
print(len.__text_signature__, len.__doc__)
