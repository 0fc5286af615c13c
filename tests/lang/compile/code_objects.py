# Code objects from programs: code(), replace(), what they are compared and hashed by.
import types, warnings
c=compile("x=1\ndef f(a,b=2): return a","f.py","exec")
print(hash(c), hash(c.co_consts[1]))
f=c.co_consts[1]
def t(f):
    try: r=f(); print(r if not hasattr(r,'co_code') else r.co_name)
    except BaseException as e: print(type(e).__name__, str(e).replace("Objects/codeobject.c:412: ",""))
t(lambda: f.replace(co_argcount=-1)); t(lambda: f.replace(co_argcount=5)); t(lambda: f.replace(co_nlocals=5)); t(lambda: f.replace(co_varnames=('a',)))
t(lambda: f.replace(co_varnames=('a',1))); t(lambda: f.replace(co_code=b'1')); t(lambda: f.replace(co_stacksize=-1)); t(lambda: f.replace(co_consts=[])); t(lambda: f.replace(co_flags='a')); t(lambda: f.replace(co_flags=-1));t(lambda: f.replace(co_posonlyargcount=3)); t(lambda: f.replace(x=3)); t(lambda: f.replace(3)); t(lambda: f.replace(co_freevars=('a','b')))
t(lambda: types.CodeType()); t(lambda: types.CodeType(1)); t(lambda: types.CodeType(*[0]*20)); t(lambda: types.CodeType(*[0]*16)); t(lambda: types.CodeType(x=3)); t(lambda: types.CodeType.__new__(int))
print(types.CodeType.__doc__, types.CodeType.__text_signature__, types.CodeType.replace.__text_signature__, types.CodeType.__new__.__text_signature__)
t(lambda: f._varname_from_oparg(5)); t(lambda: f._varname_from_oparg('a')); t(lambda: f._varname_from_oparg(-1))
warnings.simplefilter("ignore")
print(f.co_lnotab, c.co_lnotab, compile("\n"*300+"x\n\ny("+"1,"*200+"\n)\nz;q","","exec").co_lnotab)
t(lambda: f.replace(co_name=3)); t(lambda: f.replace(co_linetable='x')); t(lambda: f.replace(co_exceptiontable=3)); t(lambda: f.replace(co_filename=b'')); t(lambda: f.replace(co_names=(1,)))
t(lambda: f.replace(co_argcount=1<<40))
print(f.replace(co_consts=(1,))==f.replace(co_consts=(1.0,)), f.replace(co_consts=(0.0,))==f.replace(co_consts=(-0.0,)), f==f.replace(), hash(f)==hash(f.replace()))
g=types.CodeType(f.co_argcount,f.co_posonlyargcount,f.co_kwonlyargcount,f.co_nlocals,f.co_stacksize,f.co_flags,f.co_code,f.co_consts,f.co_names,f.co_varnames,f.co_filename,f.co_name,f.co_qualname,f.co_firstlineno,f.co_linetable,f.co_exceptiontable,f.co_freevars,f.co_cellvars)
print(g==f, types.FunctionType(g,{})(5,6))
