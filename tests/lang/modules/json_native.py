# _json: what the native scanner and encoder return and say
import builtins
def print(*a): builtins.print(*(x if isinstance(x,str) and x.isascii() else ascii(x) for x in a))
import _json, json
def tr(f,*a,**k):
    try: return f(*a,**k)
    except BaseException as e: return f"{type(e).__name__}: {e} {getattr(e,'__notes__','')}"
enc=lambda indent,**k: _json.make_encoder({},lambda o:repr(o),json.encoder.encode_basestring_ascii,indent,': ',', ',k.get('sk',False),k.get('skip',False),True)
print(tr(enc(None),[1,{'a':[1,2]}],0), tr(enc('  '),[1,{'a':[1,2]}],0), tr(enc('  '),[1,{'a':[1,2]}],2))
print(tr(_json.make_scanner), tr(_json.make_scanner,1), tr(_json.make_encoder,1))
s=_json.make_scanner(json.JSONDecoder())
print(tr(s,'[1]'),tr(s,'[1]',0),tr(s,1,0),tr(s,'',0),tr(s,'abc',5),tr(s,'[1]',-1),tr(s))
print(tr(_json.scanstring,'abc"',0),tr(_json.scanstring,'abc',0),tr(_json.scanstring,b'abc',0),tr(_json.scanstring,'abc',5),tr(_json.scanstring,'abc',-1),tr(_json.scanstring,'a\nb"',0),tr(_json.scanstring,'a\nb"',0,False),tr(_json.scanstring,'a\\u12"',0),tr(_json.scanstring,'a\\x"',0),tr(_json.scanstring,'a\\',0),tr(_json.scanstring))
print(tr(_json.encode_basestring,1),tr(_json.encode_basestring_ascii,b'a'),tr(_json.encode_basestring_ascii,'é\U0001f600\x7f\x00"\\/'),tr(_json.encode_basestring,'é\U0001f600\x7f\x00\x1f"\\/\n\t'))
print(tr(_json.make_encoder,1,2,3,4,5,6,7,8,9),tr(_json.make_encoder,None,2,3,4,5,6,7,8,9),tr(_json.make_encoder,1,2,3,4,'5','6',7,8,9))
e=_json.make_encoder(None,2,3,'4','5','6',7,8,0)
print([ (a,getattr(e,a)) for a in ('markers','default','encoder','indent','key_separator','item_separator','sort_keys','skipkeys')], tr(e,1), tr(e,float('nan'),0), tr(e,'a',0), tr(lambda: setattr(e,'markers',1)),tr(e,o=3,_current_indent_level=1), tr(e,3,'x'))
for doc in ('','[','[1','[1,','[1,]','{','{"a','{"a"','{"a":','{"a":1','{"a":1,','{"a":1,}','{a:1}','{"a" 1}','[1 2]','nul','tru','-','01','1.','1e','1e+','1E5','-0','-0.0','1.5e-3','NaN','-Infinity','Infinity','"\\ud800\\udc00"','"\\ud800x"','"\\ud800\\u00"','"\\uD834\\uDD1E"','"\\ud800\\ud800"','  [ ] ','[1]x','{"a":1,"a":2}','\ufeff1','123456789012345678901234567890','1'*5000,'[[[[1]]]]','"é\\n€"','€','[1.0,2,"x€"]','-x','"\\u12G4"','"\\', '"\x01"','[tru]','{"k":}','{"k":1 ,\n "l" : [ ] }'):
    print(repr(doc)[:40], tr(json.loads,doc), tr(json.JSONDecoder(strict=False,object_pairs_hook=tuple,parse_int=str,parse_float=lambda s:('f',s)).decode,doc))
class D(dict):
    def items(self): return [('z',1),(2,3)]
class I(int):
    def __repr__(self): return 'I'
class F(float):
    def __repr__(self): return 'F'
import enum
class E(enum.IntEnum): A=3
for o in (1,-5,1.5,1e100,True,None,'x"\n',[],{},[1,[2,[]]],{'a':1,2:3,1.5:4,None:5,True:6,False:7},D(a=1),(1,2),I(3),F(2.5),{I(3):1,F(2.5):2},E.A,{E.A:E.A},{(1,2):3},[object],{1,2},float('inf'),[float('nan')],2**70,{'b':1,'a':2},{1:2,'a':3},'\ud800'):
    print(repr(o)[:30] if o is not object else '', tr(json.dumps,o).replace(' at 0x','') if not isinstance(o,set) else tr(json.dumps,o), tr(json.dumps,o,sort_keys=True,indent=2), tr(json.dumps,o,skipkeys=True,ensure_ascii=False,allow_nan=False,separators=('!','?')))
l=[]; l.append(l); print(tr(json.dumps,l)); d={}; d['a']=[d]; print(tr(json.dumps,d), tr(json.dumps,[1,{'x':{'y':[2,object]}}])[:60])
print(tr(json.dumps,{'a':{1}}, default=lambda o: list(o)), tr(json.dumps,[{1}], default=lambda o: o)[:60], tr(json.dumps,[{1}], default=lambda o: 1/0))
