# SPDX-License-Identifier: Apache-2.0
# What codecs do about what does not fit: every handler with every kind of codec, handlers of scripts.
import codecs


def attempt(body):
  try:
    print(ascii(body()))
  except Exception as error:
    print(type(error).__name__, error)


codecs.register_error("mine", lambda e: (f"[{type(e).__name__} {e.encoding} {e.start} {e.end} {e.reason}]", e.end))
HANDLERS = "mine strict ignore replace xmlcharrefreplace backslashreplace namereplace surrogateescape surrogatepass".split()
for encoding in "ascii latin-1 utf-8 utf-16 utf-16-le utf-32-be cp1252".split():
  for text in ["a\xe9\udc80b", "\u65e5\u672cx", "a\ud800\udfffz"]:
    for handler in HANDLERS:
      print(encoding, handler, end=" ")
      attempt(lambda: text.encode(encoding, handler))
  for data in [b"a\xffb\x80\x81c", b"\xed\xa0\x80", b"\xe6\x97", b"\x00\xd8a\x00"]:
    for handler in HANDLERS:
      if handler not in ("xmlcharrefreplace", "namereplace"):
        print(encoding, handler, end=" ")
        attempt(lambda: data.decode(encoding, handler))

print("handlers that answer otherwise")
codecs.register_error("far", lambda e: ("", 100))
codecs.register_error("negative", lambda e: ("?", -1))
codecs.register_error("bad", lambda e: 5)
codecs.register_error("bytes", lambda e: (b"<>", e.end))
codecs.register_error("again", lambda e: ("\xe9", e.end))
for handler in "far negative bad bytes again nobody".split():
  attempt(lambda: "a\xe9b".encode("ascii", handler))
  attempt(lambda: b"a\xffb".decode("ascii", handler))
  attempt(lambda: b"a\xffbc".decode("utf-8", handler))
attempt(lambda: codecs.lookup_error("nobody"))
attempt(lambda: codecs.register_error("x", 5))
attempt(lambda: codecs.lookup_error("mine")(UnicodeDecodeError("x", b"abc", 1, 2, "why")))

print("Python's own, called")
mistakes = [
  UnicodeEncodeError("ascii", "a\u3042\udc81b", 1, 3, "why"), UnicodeDecodeError("utf-8", b"a\xff\xfeb", 1, 3, "why"),
  UnicodeTranslateError("a\u3042b", 1, 2, "why"), ValueError("other"), UnicodeEncodeError("utf-8", "a\udc80", 1, 2, "why"),
]
for handler in HANDLERS[1:]:
  for mistake in mistakes:
    if not (isinstance(mistake, ValueError) and type(mistake) is ValueError):
      print(handler, end=" ")
      attempt(lambda: codecs.lookup_error(handler)(mistake))
