import pyexpat
for d in ['foobar<','foobar','foo bar','<a/>x','<a/><b/>','<a','<a b','<a b=','<a b="1','<a b="1"','<a b="1" b="2"/>','<a b=1/>','<a></b>','<a>&x;</a>','<a>&#0;</a>','<a>&x</a>','<a>]]></a>','<a>\x01</a>','','  ','<!-- -- --><a/>','<?xml version="1.0"?><?xml version="1.0"?><a/>',' <?xml version="1.0"?><a/>','<a><![CDATA[x</a>','<a><!-- x</a>','<1/>','<a/ >','</a>','<a>&lt;</a','<!DOCTYPE a [<!ENTITY x "y">]><a>&x;&z;</a>','<!DOCTYPE a [<!ENTITY x "&y;"><!ENTITY y "&x;">]><a>&x;</a>','<a b="&q;"/>','<a b="<"/>','<!DOCTYPE><a/>','<!DOCTYPE a><!DOCTYPE a><a/>','<!FOO><a/>','<a><!FOO></a>','<?xml?><a/>','<a x:b="1"/>','<a>\n\n<b></a>','<a>x<b/>\ny</a>','<']:
    p=pyexpat.ParserCreate(); ev=[]
    p.StartElementHandler=lambda n,a:ev.append(('s',n,a)); p.EndElementHandler=lambda n:ev.append(('e',n)); p.CharacterDataHandler=lambda t:ev.append(('t',t)); p.DefaultHandler=lambda t: ev.append(('d',t))
    try: p.Parse(d.encode() if '\ud800' not in d else d, True); print(repr(d),'ok',ev)
    except pyexpat.ExpatError as e: print(repr(d), e.code, e, ev)
