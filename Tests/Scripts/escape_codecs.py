# SPDX-License-Identifier: Apache-2.0
# unicode_escape and raw_unicode_escape: both ways, mistakes, handlers, pieces.
import codecs

def t(f):
    try: print(ascii(f()))
    except Exception as e: print(type(e).__name__, ascii(str(e)))
E='unicode_escape'; R='raw_unicode_escape'
for s in ['abc','\n\t\r\\\'"','\x00\x1f\x7f\x80\xff','\u0100\uffff\U00010000','\ud800','']:
    t(lambda:s.encode(E)); t(lambda:s.encode(R)); t(lambda:codecs.unicode_escape_encode(s)); 
for b in [b'abc',b'\\n\\t\\x41\\u0041\\U00000041\\101\\0\\7z\\777',b'\\\n|',b'\\',b'\\x4',b'\\xzz',b'\\u004',b'\\U0011000',b'\\U00110000',b'\\q',b'\xe9\xff',b'\\N',b'\\N{',b'\\a\\b\\f\\v\\"\\\'',b'\\\\n',b'a\\x4 b', b'\\ud800']:
    t(lambda:b.decode(E)); t(lambda:b.decode(R)); t(lambda:b.decode(E,'ignore')); t(lambda:b.decode(E,'replace')); t(lambda:b.decode(R,'replace')); t(lambda:codecs.unicode_escape_decode(b,'ignore')); t(lambda:codecs.raw_unicode_escape_decode(b,'ignore'))
t(lambda:codecs.unicode_escape_decode('a\\n')); t(lambda:codecs.unicode_escape_decode(5)); t(lambda:codecs.unicode_escape_decode(b'ab\\x4','strict',False)); t(lambda:codecs.raw_unicode_escape_decode(b'ab\\u4','strict',False)); t(lambda:codecs.unicode_escape_encode(5))
