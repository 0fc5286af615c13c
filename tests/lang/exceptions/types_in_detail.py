def t(f):
    try: r=f(); print(repr(r))
    except BaseException as e: print(type(e).__name__, e)
t(lambda:ImportError(1,foo=2)); t(lambda:NameError(foo=1)); t(lambda: AttributeError(1,2,obj=3).obj)
t(lambda:SyntaxError("a",(1,2,3))); t(lambda:SyntaxError("a",(1,2,3,4,5)));t(lambda:SyntaxError("a",(1,2,3,4,5,6,7,8)));t(lambda:SyntaxError("a",(1,2,3,4,5,6,7)))
t(lambda:UnicodeEncodeError());t(lambda:UnicodeEncodeError(1,2,3,4,5));t(lambda:UnicodeDecodeError("a","b",3,4,5));t(lambda:UnicodeTranslateError("a","b",3,4))
t(lambda:UnicodeEncodeError("a","b",'c',4,'5'));t(lambda:UnicodeEncodeError("a","b",1<<80,4,'5'))
t(lambda:OSError(foo=1)); t(lambda:ValueError(foo=1)); t(lambda:UnicodeEncodeError("a","b",1,4,'5',g=1))
t(lambda:BaseExceptionGroup());t(lambda:BaseExceptionGroup(1,2));t(lambda:BaseExceptionGroup("a",2));t(lambda:BaseExceptionGroup("a",[]));t(lambda:BaseExceptionGroup("a",[1]));t(lambda:ExceptionGroup("a",[KeyboardInterrupt()]));t(lambda:BaseExceptionGroup("a",[ValueError()]));
t(lambda:BaseExceptionGroup("a",[ValueError()],a=1))
class N(BaseExceptionGroup,ValueError):pass
t(lambda:N("a",[KeyboardInterrupt()]))
t(lambda:ExceptionGroup("a",[ValueError()]).split(3))
t(lambda:ExceptionGroup("a",[ValueError()]).subgroup(3))
t(lambda:ExceptionGroup("a",[ValueError()]).derive(3))
eg=ExceptionGroup("top",[ValueError(1),TypeError(2),ExceptionGroup("in",[ValueError(3),OSError(4)])])
eg.add_note("n1")
print(eg, repr(eg), eg.message, eg.exceptions)
m,r=eg.split(ValueError); print(m.exceptions, r.exceptions, m.__notes__, m.message)
print(eg.split((OSError,TypeError))); print(eg.subgroup(lambda e: isinstance(e,ExceptionGroup))); print(eg.subgroup(KeyError))
try:
    try: raise eg
    except* ValueError as e: print('VE', e.exceptions)
    except* TypeError as e: raise KeyError('new')
except BaseException as e: print(repr(e))
for a in ((2,'x'),(2,'x','f'),(2,'x','f',None,'g'),(13,'p'),(11,'q'),(5,),(1,2,3,4,5,6)):
    e=OSError(*a); print(type(e).__name__, e, e.args, e.errno, e.strerror, e.filename, e.filename2, e.__reduce__())
e=BlockingIOError(11,'x',5); print(e.characters_written, e.args); del e.characters_written
t(lambda:e.characters_written)
class MyOS(OSError):
    def __init__(self,a): super().__init__(2,a); self.z=1
t(lambda:MyOS('a')); print(MyOS('k').errno, MyOS('k').__dict__)
print(str(KeyError('a')), str(KeyError()), str(KeyError(1,2)), repr(KeyError('x')))
print(UnicodeEncodeError('utf','aé\u20ac\U0001f600',1,2,'why'),UnicodeEncodeError('utf','aé\u20ac',2,3,'why'),UnicodeEncodeError('utf','aé\u20ac\U0001f600',3,4,'why'),UnicodeEncodeError('utf','aé',0,2,'why'))
print(UnicodeDecodeError('utf',b'\xff\x01',0,1,'why'),UnicodeDecodeError('utf',b'\xff',0,3,'why'),UnicodeTranslateError('abc',1,2,'w'))
s=SyntaxError('msg',('dir/file.py',3,4,'text',5,6)); print(s, s.lineno, s.offset, s.end_lineno, s.end_offset, s.text, s.filename, s.msg, s.print_file_and_line)
print(SyntaxError('m',(None,2,3,'t')), SyntaxError('m',('f','2',3,'t')), SyntaxError(), SyntaxError('a','b','c') )
t(lambda:SyntaxError('a',5))
s=SystemExit(); print(s.code, SystemExit(3).code, SystemExit(1,2).code)
print(StopIteration().value, StopIteration(4,5).value)
i=ImportError('m',name='n',path='p'); print(i, i.msg, i.name, i.path, i.name_from, i.__reduce__()); print(ImportError('a','b'), ImportError().msg)
print(NameError('x',name='q').name, AttributeError('x',name='n',obj=3).__reduce__(), AttributeError().__getstate__())
e=ValueError(1); e.args=[1,2]; print(e.args, e, repr(e)); 
def f(): e.args=5
t(f)
def f(): del e.args
t(f)
def f(): e.__traceback__=5
t(f)
def f(): e.__context__=5
t(f)
def f(): e.__cause__=5
t(f)
def f(): del e.__cause__
t(f)
e.__cause__=KeyError(1); print(e.__suppress_context__, e.__cause__, e.__context__); e.__cause__=None; e.__suppress_context__=False; print(e.__suppress_context__)
t(lambda:e.add_note(3)); e.add_note('x'); e.add_note('y'); print(e.__notes__); e.__notes__=3; t(lambda:e.add_note('q'))
print(e.__dict__, e.__reduce__()); e.__setstate__({'k':1}); print(e.k); t(lambda:e.__setstate__(3))
try:
    try: 1/0
    finally: raise KeyError
except KeyError as x: print(repr(x.__context__), x.__context__.__traceback__.tb_lineno, x.__traceback__.tb_frame.f_code.co_name, x.__traceback__.tb_lasti>0)
try:
    raise ValueError from TypeError
except ValueError as x: print(repr(x.__cause__), x.__suppress_context__)
tb=x if False else None
def g(): raise ValueError('g')
def h(): g()
try: h()
except ValueError as x:
    tb=x.__traceback__; n=[]
    while tb: n.append((tb.tb_frame.f_code.co_name, tb.tb_lineno)); tb=tb.tb_next
    print(n); tb=x.__traceback__
    print(dir(tb))
    def f(): tb.tb_next=tb
    t(f)
    def f(): tb.tb_next=3
    t(f)
    def f(): del tb.tb_next
    t(f)
    T=type(tb); nt=T(None,tb.tb_frame,1,2); print(nt.tb_lineno,nt.tb_lasti,nt.tb_next)
    t(lambda:T(1,2,3,4)); t(lambda:T(None,2,3,4)); t(lambda:T()); tb.tb_next=None
    print(x.with_traceback(None).__traceback__)
import builtins
for n in sorted(vars(builtins)):
    T=getattr(builtins,n)
    if isinstance(T,type) and issubclass(T,BaseException) and n!='ExceptionGroup': print(n, T.__base__.__name__, T.__basicsize__, T.__dictoffset__, sorted(vars(T)), type(T.__doc__).__name__)
print(ExceptionGroup.__mro__, ExceptionGroup.__bases__)
class E(Exception):
    def __init__(self,a,b): self.a=a
print(E(1,2).args, repr(E(1,b=2)))
E2=E(1,2); E2.q=5; print(E2.__dict__)
