# Valid and broken UTF-8 of every width, decoded at once, in chunks and through a text stream; what str.find and slices make of the texts.
import random,codecs,hashlib,io
random.seed(11)
h=hashlib.sha1()
def char():
    r=random.random()
    if r<.5: return chr(random.randrange(32,127))
    if r<.65: return chr(random.randrange(128,256))
    if r<.8: return chr(random.randrange(256,0x800))
    if r<.92: 
        c=random.randrange(0x800,0xffff)
        return chr(c if not 0xd800<=c<0xe000 else 0xe000)
    return chr(random.randrange(0x10000,0x110000))
for i in range(1500):
    k=random.randrange(5)
    s=''.join((char() if k else chr(random.randrange(32,127))) if random.random()<.7 or k==4 else 'abcdefghijklmnopqrstuvwxyz'[:random.randrange(26)] for _ in range(random.randrange(40)))
    if k==1: s=''.join(c for c in s if ord(c)<256)
    if k==2: s=''.join(c for c in s if ord(c)<0x10000)
    b=s.encode()
    assert b.decode()==s
    if random.random()<.5 and b:
        b=bytearray(b)
        for _ in range(random.randrange(1,3)): b[random.randrange(len(b))]=random.randrange(256)
        b=bytes(b)
    for e in ('strict','replace','ignore','surrogateescape','backslashreplace'):
        try: r=b.decode('utf-8',e).encode('utf-8','surrogatepass')
        except UnicodeDecodeError as x: r=str((x.start,x.end,x.reason)).encode()
        h.update(r)
    n=random.randrange(1,9)
    d=codecs.getincrementaldecoder('utf-8')('replace')
    t=io.TextIOWrapper(io.BytesIO(b),encoding='utf-8',errors='replace',newline='' if i%2 else None); t._CHUNK_SIZE=n
    o=''.join(d.decode(b[j:j+n]) for j in range(0,len(b),n))+d.decode(b'',True)
    h.update(o.encode()); 
    if i%2: assert t.read()==o
    else:
        l=list(t); h.update(repr(l).encode('utf-8','replace'))
    t.close()
    for f in ('\n','a','é',chr(0x4e00),'ab'):
        h.update(str((s.find(f),s.count(f))).encode())
    h.update(s[3:20].encode()); h.update(repr(s.split('a')).encode('utf-8','replace'))
print(h.hexdigest())
