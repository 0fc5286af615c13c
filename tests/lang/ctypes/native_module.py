import _ctypes
from _ctypes import *
from _ctypes import _SimpleCData,_Pointer,_pointer_type_cache,_cast_addr,_string_at_addr,_memmove_addr,_memset_addr,_wstring_at_addr
def t(g):
    try: print(repr(g()))
    except BaseException as e: print(type(e).__name__, e)
class py_object(_SimpleCData): 
    _type_='O'
    def __repr__(self):
        try: return super().__repr__()
        except ValueError: return "%s(<NULL>)" % type(self).__name__
class c_short(_SimpleCData): _type_='h'
class c_ushort(_SimpleCData): _type_='H'
class c_long(_SimpleCData): _type_='l'
class c_ulong(_SimpleCData): _type_='L'
class c_int(_SimpleCData): _type_='i'
class c_uint(_SimpleCData): _type_='I'
class c_float(_SimpleCData): _type_='f'
class c_double(_SimpleCData): _type_='d'
class c_ubyte(_SimpleCData): _type_='B'
class c_byte(_SimpleCData): _type_='b'
class c_char(_SimpleCData): _type_='c'
class c_char_p(_SimpleCData): _type_='z'
class c_void_p(_SimpleCData): _type_='P'
class c_bool(_SimpleCData): _type_='?'
class c_wchar(_SimpleCData): _type_='u'
class c_wchar_p(_SimpleCData): _type_='Z'
for T in (c_short,c_ushort,c_long,c_ulong,c_int,c_uint,c_float,c_double,c_ubyte,c_byte,c_char,c_char_p,c_void_p,c_bool,c_wchar,py_object): print(T.__name__, sizeof(T), alignment(T), sizeof(T()))
print(c_int(5), c_int(-1).value, c_uint(-1).value, c_ubyte(257).value, c_byte(200).value, c_long(1<<63).value, c_ulong(-1).value, c_float(1.1).value, c_double(1.1), c_bool(3), c_char(b'a'), c_char(97), c_wchar('é'), c_char_p(b'abc').value, c_wchar_p('abé').value, c_void_p(5), c_void_p(), c_short(70000))
x=c_int(5); x.value=7; print(x.value, bool(x), bool(c_int(0)))
big=12345678; addr=id(big); import sys
print(c_long.from_address(addr).value == sys.getrefcount(big)-1, c_long.from_address(id(None)).value)
print(c_ulong.from_address(addr+8).value==id(int), c_uint.from_address(addr+24).value)
t(lambda:c_char(b'ab'));t(lambda:c_char(300));t(lambda:c_char('a'));t(lambda:c_wchar('ab'));t(lambda:c_wchar(1));t(lambda:c_int('a'));t(lambda:c_int(1.5));t(lambda:c_float('a'));t(lambda:c_void_p('a'));t(lambda:c_char_p('a'));t(lambda:c_wchar_p(b'a'));t(lambda:c_bool([]))
t(lambda:c_int.from_address('a'));t(lambda:c_int(1,2));t(lambda:c_int(a=2));t(lambda:c_int.from_buffer(b'abcd'));t(lambda:c_int.from_buffer(bytearray(2)));t(lambda:c_int.from_buffer(bytearray(8),-1));t(lambda:c_int.from_buffer_copy(b'a'));t(lambda:c_int.from_buffer_copy(b'abcdefg',4))
ba=bytearray(b'\x01\x02\x03\x04\x05'); ci=c_int.from_buffer(ba,1); print(hex(ci.value)); ci.value=0; print(ba); print(c_int.from_buffer_copy(b'\x01\0\0\0\2\0\0\0',4))
t(lambda:c_int.from_param('a'));t(lambda:c_void_p.from_param(1.5));t(lambda:c_char_p.from_param(1));t(lambda:c_wchar_p.from_param(1));t(lambda:c_int.from_param(c_long(1)));t(lambda:c_int.from_param(5));t(lambda:c_double.from_param(5))
class P(Structure): _fields_=[('x',c_int),('y',c_int)]
p=P(1,2); print(p.x,p.y,sizeof(P),P.x,P.y); p.x=9; print(p.x); print(P(y=5).y)
t(lambda:P(1,2,3));t(lambda:P(1,x=2));t(lambda:P(z=1).z);t(lambda:P.from_param(1));t(lambda:P(x='a'))
class Q(Structure): _fields_=[('a',c_byte),('b',c_double),('c',c_char*5),('d',P),('e',c_short,3),('f',c_short,5),('g',POINTER(c_int)),('w',c_wchar*3)]
print(sizeof(Q), alignment(Q), [getattr(Q,n[0]) for n in Q._fields_])
q=Q(1,2.5,b'abc',(3,4),2,-3,None,'xy'); print(q.a,q.b,q.c,q.d.x,q.d.y,q.e,q.f,bool(q.g),q.w); q.d=P(7,8); print(q.d.x); q.c=b'12345'; print(q.c); t(lambda:setattr(q,'c',b'123456')); q.d.y=77; print(q.d.y)
i=c_int(42); q.g=pointer(i); print(q.g.contents, q.g[0]); q.g[0]=5; print(i)
class S2(P): _fields_=[('z',c_char)]
print(sizeof(S2), S2(1,2,b'q').z, S2.z)
class PK(Structure): _pack_=1; _fields_=[('a',c_byte),('b',c_long)]
print(sizeof(PK),PK.b)
class U(Union): _fields_=[('i',c_int),('f',c_float),('b',c_ubyte*4)]
u=U(); u.f=1.0; print(hex(u.i), list(u.b), sizeof(U))
class AN(Structure): _anonymous_=['u']; _fields_=[('k',c_int),('u',U)]
an=AN(); an.f=2.0; print(hex(an.i), an.k, AN.f)
class BF(Structure): _fields_=[('a',c_uint,1),('b',c_uint,3),('c',c_uint,28),('d',c_int,4)]
bf=BF(1,5,100000,-8); print(sizeof(BF), bf.a,bf.b,bf.c,bf.d, BF.c, BF.d)
A3=c_int*3; a=A3(1,2,3); print(list(a), len(a), a[-1], a[0:2], a[::-1], A3.__name__, A3 is c_int*3, sizeof(A3)); a[1]=20; a[0:2]=[5,6]; print(a[:])
t(lambda:(c_int*-1));t(lambda:(c_int*3)(1,2,3,4));t(lambda:(c_int*3)()[3]);t(lambda:(c_int*3)()['a']);t(lambda:(c_char*3)()[:]);t(lambda:(c_char*3)(b'a',b'b',b'c').value)
M=(c_int*2)*3; m=M(); m[1][1]=5; print([list(r) for r in m], sizeof(M))
ca=(c_char*5)(); ca.value=b'hi'; print(ca.value, ca.raw, ca[0], ca[:3]); ca.raw=b'12345'; print(ca.value)
def f(): (c_char*3)().value=b'abcd'
t(f)
def f(): (c_char*3)().value='abcd'
t(f)
def f(): (c_char*3)().raw=b'abcd'
t(f)
def f(): del (c_int*3)()[0]
t(f)
def f(): del c_int(1).value
t(f)
wa=(c_wchar*4)(); wa.value='aé'; print(wa.value, wa[:])
t(lambda:POINTER(5));t(lambda:pointer(5));t(lambda:POINTER(c_int)().contents);t(lambda:POINTER(c_int)()[0]);t(lambda:POINTER(c_int)(5));t(lambda:bool(POINTER(c_int)()));print(POINTER(c_int) is POINTER(c_int), POINTER(c_int).__name__)
pi=pointer(a); print(pi.contents[:], pi[0][2]); pc=POINTER(c_int)(a) if 0 else None
pp=pointer(pointer(c_int(3))); print(pp.contents.contents, pp[0][0])
t(lambda:sizeof(5));t(lambda:addressof(5));t(lambda:byref(5));t(lambda:alignment(5));t(lambda:resize(c_int(),2));t(lambda:sizeof(Structure));t(lambda:Structure())
r=(c_char*4)(); resize(r,10); print(sizeof(r))
def FN(restype,*argtypes):
    class F(CFuncPtr): _argtypes_=argtypes; _restype_=restype; _flags_=FUNCFLAG_CDECL|FUNCFLAG_PYTHONAPI
    return F
cast_=FN(py_object,c_void_p,py_object,py_object)(_cast_addr)
cast=lambda o,T: cast_(o,o,T)
b="hello krait"; print(cast(id(b),py_object).value, cast(id(big),py_object).value)
t(lambda:cast(5,c_int));t(lambda:cast(a,POINTER(c_int))[1]);t(lambda:cast('a',c_void_p).value>0);t(lambda:cast(c_int(3),py_object)); print(cast(addressof(i),POINTER(c_int))[0], cast(None,c_void_p).value)
string_at=lambda p,n=-1: FN(py_object,c_void_p,c_int)(_string_at_addr)(p,n)
print(string_at(b'abc',2), string_at(c_char_p(b'hello')), string_at(addressof(a),4))
memmove=FN(c_void_p,c_void_p,c_void_p,c_ulong)(_memmove_addr); memset=FN(c_void_p,c_void_p,c_int,c_ulong)(_memset_addr)
memmove(a,b'\x07\0\0\0',4); print(a[0]); memset(byref(a),255,4); print(a[0]); memmove(addressof(a),pi,4)
print(FN(py_object,c_void_p,c_int)(_wstring_at_addr)(c_wchar_p('wide'),-1))
CB=FN(c_int,c_int,c_short); cb=CB(lambda x,y:x+y); print(cb(3,70000)); t(lambda:cb(1)); t(lambda:cb('a',1)); print(bool(cb), bool(CB()))
class D: _handle=dlopen(None,0)
f=FN(py_object,py_object)(('PyObject_Repr',D)); print(f([1,'a']));
f=FN(c_long,c_char_p)(('strlen',D)); print(f(b'12345')); t(lambda:f(5)); print(f(None)) if 0 else None
t(lambda:FN(py_object,py_object)(('PyLong_FromLong',D)).restype); f=CFuncPtr
g=FN(py_object,c_long)(('PyLong_FromLong',D)); print(g(99)); g.restype=c_short; g.errcheck=lambda r,fn,args:('checked',args); print(g.errcheck is not None, g(5)[0])
n0=sys.getrefcount(b); 
for _ in range(10): cast(id(b),py_object).value
print(sys.getrefcount(b)-n0)
print(c_int.__mro__[1:], type(c_int), type(c_int).__mro__)
def f():
    class X(_SimpleCData): pass
t(f)
def f():
    class X(_SimpleCData): _type_='Y'
t(f)
def f():
    class X(_SimpleCData): _type_='ab'
t(f)
def f():
    class X(_SimpleCData): _type_=5
t(f)
def f():
    class X(Structure): _fields_=5
t(f)
def f():
    class X(Structure): _fields_=[5]
t(f)
def f():
    class X(Structure): _fields_=[('a',5)]
t(f)
def f():
    class X(Structure): _fields_=[('a',c_int,40)]
t(f)
def f():
    class X(Structure): _fields_=[('a',c_float,4)]
t(f)
def f(): P._fields_=[]
t(f)
def f():
    class X(Array): pass
t(f)
def f():
    class X(Array): _length_=1
t(f)
def f():
    class X(Array): _length_='a';_type_=c_int
t(f)
def f():
    class X(Array): _length_=1;_type_=5
t(f)
t(lambda:memoryview(c_int(5)).format);t(lambda:memoryview(P()).format);t(lambda:memoryview((c_int*3)()).format);t(lambda:memoryview(((c_int*3)*2)()).shape);t(lambda:bytes(P(1,2)));t(lambda:memoryview(Q()).format);t(lambda:memoryview(pointer(c_int())).format)
t(lambda:c_int(5)==c_int(5)); t(lambda:hash(c_int(5)))
class MyInt(c_int): pass
print(MyInt(5).value, (MyInt*2)(1,2)[0].value); class_=c_int.__ctype_be__; print(bytes(class_(1)), class_(1).value, c_int.__ctype_le__ is c_int)
print(c_int.__basicsize__, type(c_int).__basicsize__, CFuncPtr.__basicsize__, P.__basicsize__)
class Node(Structure): pass
Node._fields_=[('v',c_int),('next',POINTER(Node))]
n1=Node(1); n2=Node(2,pointer(n1)); print(n2.next.contents.v, n2.next[0].v)
import gc; del n1,n2,q,p,a,pi,pp,cb; gc.collect(); print('done')
