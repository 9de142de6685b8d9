# SPDX-License-Identifier: Apache-2.0
# csv: dialects, readers and writers, their errors.
import csv,_csv,io
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
D=_csv.Dialect
for f in [lambda:D().delimiter, lambda:D(delimiter='ab'), lambda:D(delimiter=''), lambda:D(delimiter=1), lambda:D(delimiter=None), lambda:D(quotechar=None,quoting=0), lambda:D(quotechar=None,quoting=3).quotechar, lambda:D(quotechar='ab'), lambda:D(quotechar=''),lambda:D(quoting=9), lambda:D(quoting='x'), lambda:D(lineterminator=None), lambda:D(lineterminator=5), lambda:D(escapechar=''), lambda:D(escapechar='ab'), lambda:D(doublequote=5).doublequote, lambda:D(1,2,3), lambda:D('nodialect'), lambda:D(csv.excel_tab).delimiter, lambda:D(csv.excel_tab,delimiter=';').delimiter, lambda:setattr(D(),'delimiter',';'), lambda:csv.reader(), lambda:csv.reader(5), lambda:csv.reader([],'x'), lambda:csv.reader([],foo=1), lambda:csv.reader([],delimiter='\n').__next__(), 
  lambda:list(csv.reader(['a,b','"c,d",e','f"g,h','"i""j"','"k\n','l",m'])), lambda:list(csv.reader(['"a','b'],strict=True)), lambda:list(csv.reader(['"a" b'],strict=True)), lambda:list(csv.reader(['"a" b'])), lambda:list(csv.reader([b'a'])), lambda:list(csv.reader(['a\0b'])), lambda:list(csv.reader(['a\nb'])), lambda:list(csv.reader(['a\rb'])), lambda:list(csv.reader(['a,b\r\n','','c'])), lambda:list(csv.reader(['1,"2",x'],quoting=csv.QUOTE_NONNUMERIC)), lambda:list(csv.reader(['1,"2",3.5'],quoting=csv.QUOTE_NONNUMERIC)), lambda:list(csv.reader(['a\\,b'],escapechar='\\')), lambda:list(csv.reader(['a,"b\\"c"'],escapechar='\\')), lambda:list(csv.reader(['a, b, "c"'],skipinitialspace=True)), lambda:list(csv.reader(["'a','b'"],quoting=csv.QUOTE_NONE)), lambda:list(csv.reader(['a\\'],escapechar='\\')),lambda:list(csv.reader(['a\\'],escapechar='\\',strict=True)), lambda:list(csv.reader(['"a\\'],escapechar='\\')), lambda:list(csv.reader(['"a'],strict=False)), lambda:list(csv.reader(['x'*200000])), lambda:csv.field_size_limit(), lambda:csv.field_size_limit(10), lambda:list(csv.reader(['x'*11])), lambda:csv.field_size_limit('x'), lambda:csv.field_size_limit(131072), lambda:csv.field_size_limit(1,2), lambda:csv.list_dialects(), lambda:csv.get_dialect('x'), lambda:csv.unregister_dialect('x'), lambda:csv.register_dialect(5), lambda:csv.register_dialect('x',5), lambda:csv.register_dialect('x','excel',delimiter='|'), lambda:csv.get_dialect('x').delimiter, lambda:csv.unregister_dialect('x'), lambda:csv.register_dialect('x'), lambda:csv.list_dialects(), lambda:csv.register_dialect(), lambda:csv.register_dialect('y',1,2), lambda:csv.get_dialect([]), lambda:csv.reader([]).line_num, lambda:csv.reader([]).dialect.delimiter, lambda:csv.writer(5), lambda:csv.writer(), lambda:type(csv.reader([])), lambda:type(csv.writer(io.StringIO())), lambda:_csv.__version__, lambda:_csv.Error.__mro__, lambda:_csv.Error.__module__, lambda:D.__module__, lambda: next(csv.reader(iter([5]))), lambda: list(csv.reader(['',' ','""'])), lambda: list(csv.reader(['a,"",\n',',,']))]: t(f)
def w(rows,**k):
    s=io.StringIO()
    try:
        wr=csv.writer(s,**k)
        for r in rows: wr.writerow(r)
        print(repr(s.getvalue()))
    except Exception as e: print(type(e).__name__,e, repr(s.getvalue()))
rows=[['a','b c','d,e','f"g','h\ni','j\rk','',None,1,2.5,True,b'x',' lead','trail '],[''],[None],[],[1],['a\\b']]
for q in range(4):
    for k in [{},{'escapechar':'\\'},{'doublequote':False,'escapechar':'\\'},{'lineterminator':'!','delimiter':'\t'},{'quotechar':"'"},{'doublequote':False},{'quotechar':None},{'delimiter':' '},{'skipinitialspace':True}]:
        for r in rows: w([r],quoting=q,**k)
w([5]); w(['abc']); w([iter('ab')]); w([[1e300*1e300, 1/3]])
class S(str): pass
w([[S('x,y')]])
s=io.StringIO(); t(lambda:csv.writer(s).writerow([1])); t(lambda:csv.writer(s).writerows([[1],[2]])); t(lambda:csv.writer(s).writerows(5)); t(lambda:csv.writer(s).writerows([5]))
class W:
    def write(self,x): return ('got',x)
t(lambda:csv.writer(W()).writerow([1]))
for q in (0,1,2,3): w([[1,'a',2.0]],quoting=q,lineterminator='')
print(csv.QUOTE_ALL,csv.QUOTE_MINIMAL,csv.QUOTE_NONE,csv.QUOTE_NONNUMERIC)
for k in ({'quoting':0,'lineterminator':'\n','quotechar':'x','escapechar':'y'},): w([['axb','y','\n']],**k)
import copy
t(lambda:copy.copy(csv.get_dialect('excel')))
print(list(csv.DictReader(['a,b','1,2','3'])))
print(csv.Sniffer().sniff('a;b;c\n1;2;3\n').delimiter)
t(lambda: csv.reader(['a'], None, delimiter=';').dialect.delimiter)
class MyD(csv.Dialect): delimiter='ab'; quoting=0;lineterminator='\n';quotechar='"'
t(lambda:MyD())
class MyD(csv.Dialect): pass
t(lambda:MyD()); t(lambda: csv.reader([],MyD))
