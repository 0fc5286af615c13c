import _csv, io
def t(**k):
    try: d=_csv.Dialect(**k); print(k,'ok',d.quoting,d.quotechar)
    except Exception as e: print(k,type(e).__name__,e)
for n in ('delimiter','escapechar','quotechar','lineterminator','quoting'):
    for v in ('', 'ab', 5, None, b'x', ' ', '\n', '\r', '"', ',', 1.5, -1, 6, True): t(**{n:v})
for n in ('delimiter','escapechar','quotechar'): t(**{n:' ','skipinitialspace':True})
t(delimiter='"'); t(delimiter='x',escapechar='x'); t(quotechar='x',escapechar='x'); t(delimiter='x',lineterminator='x'); t(quotechar='x',lineterminator='ax'); t(escapechar='x',lineterminator='x')
t(quotechar=None); t(quotechar=None,quoting=0); t(quotechar=None,quoting=3); t(dialect='nope'); t(strict=2)
class D: delimiter='ab'
t(dialect=D)
def r(lines, **k):
    try:
        rd=_csv.reader(lines,**k); print(list(rd), rd.line_num)
    except Exception as e: print(lines,k,type(e).__name__, e)
r([]); r(['']); r(['a,b']); r(['a\rb']); r(['"a']); r(['"a'],strict=True); r(['"a"b'],strict=True); r(['"a"b']); r(['a\\'],escapechar='\\'); r(['"a\\'],escapechar='\\'); r(['a,'],escapechar='\\'); r(['\\'],escapechar='\\'); r([5]); r([b'x']); r(['"a\n','b"']); r(['1,"2",x'],quoting=2); r(['1,"2",'],quoting=2); r([',"",1'],quoting=4); r([',"",1'],quoting=5); r([',"",x'],quoting=4); r(['a b c'],delimiter=' '); r([' a, b'],skipinitialspace=True); r(['a\\\n','b'],escapechar='\\'); r(['"a\\\n','b"'],escapechar='\\'); r(['a\0b']); r(['""""']); r(['a"b']); r(['"a" ,b']); r(5); r(['"a","b'],strict=True); r(['a,b\r\n','c\n']); r(['a\n\n']);r(['a\\\nb'],escapechar='\\'); r(['"',''],)
r(['"a\\'],escapechar='\\',strict=True);r(['a\\'],escapechar='\\',strict=True)
def w(row, **k):
    f=io.StringIO()
    try: _csv.writer(f,**k).writerow(row); print(repr(f.getvalue()))
    except Exception as e: print(row,k,type(e).__name__, e)
w([]); w(['']); w([None]); w(['',''] ); w([1,2.5,None,True,'a"b','a,b','a\nb','a\rb','a b']); w(['a'],quoting=1); w(['a',1,None],quoting=2);w(['a',1,None],quoting=4);w(['a',1,None],quoting=5); w([None],quoting=4);w([None],quoting=5); w([''],quoting=3); w([None],quoting=3); w(['a,b'],quoting=3); w(['a,b'],quoting=3,escapechar='\\'); w(['a"b'],doublequote=False); w(['a"b'],doublequote=False,escapechar='\\'); w(['a\\b'],escapechar='\\'); w(5); w('abc'); w(['a b',''],delimiter=' '); w(['',''],delimiter=' ',skipinitialspace=True);w(['',''],delimiter=' ',skipinitialspace=True,quoting=3); w(['a!b'],lineterminator='!'); w([1],quoting=4); w(['a"b'],quoting=3); w(['a"b'],quoting=3,escapechar='x');w(['a\nb'],quoting=3);w(['a\nb'],quoting=3,escapechar='x')
from fractions import Fraction
w([Fraction(1,2),1j,''],quoting=2)
