# SPDX-License-Identifier: Apache-2.0
# _tokenize: the tokens of Python's language, as the tokenize module asks for them.
import re

from token import (
  COMMENT, DEDENT, ENDMARKER, EXACT_TOKEN_TYPES, FSTRING_END, FSTRING_MIDDLE, FSTRING_START, INDENT,
  NAME, NEWLINE, NL, NUMBER, OP, STRING)

_NUMBER = (
  r'0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+'
  r'|(?:[0-9](?:_?[0-9])*\.(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)'
  r'(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?'
  r'|[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?[jJ]?')
_OPERATOR = '|'.join(
  re.escape(text) for text in sorted(EXACT_TOKEN_TYPES, key=len, reverse=True))
_START = re.compile(
  rf'''(?P<comment>\#[^\r\n]*)|(?P<end>\r?\n)|(?P<join>\\\r?\n)'''
  rf'''|(?P<string>(?P<prefix>[rRbBuUfF]{{0,2}})(?P<quote>\'\'\'|"""|'|"))'''
  rf'''|(?P<number>{_NUMBER})|(?P<name>\w+)|(?P<op>{_OPERATOR}|!)''')


class _FString:
  """A formatted string that is open: what ends it, and at which depth its expression is."""

  def __init__(self, quote, is_raw, start):
    self.quote = quote
    self.is_raw = is_raw
    self.start = start
    # Depths of brackets at which expressions began, the innermost last; None for a format.
    self.fields = []

  @property
  def in_text(self):
    return not self.fields or self.fields[-1] is None


class TokenizerIter:
  """Tuples of kind, text, start, end and line; names and operators as they stand."""

  def __init__(self, readline, /, *, encoding=None, extra_tokens=False):
    self._readline = readline
    self._encoding = encoding
    self._extra = extra_tokens
    self._row = 0
    self._line = ''
    self._tokens = self._run()

  def __iter__(self):
    return self

  def __next__(self):
    return next(self._tokens)

  def _next_line(self):
    try:
      line = self._readline()
    except StopIteration:
      line = ''
    if isinstance(line, bytes):
      line = line.decode(self._encoding or 'utf-8')
    self._row += 1
    self._line = line
    return line

  def _fault(self, message, column, row=None, kind=SyntaxError):
    row = row or self._row
    return kind(message, ('<string>', row, column + 1, self._line, row, column + 1))

  def _token(self, kind, text, start, end, line=None):
    if kind == OP and not self._extra:
      kind = EXACT_TOKEN_TYPES.get(text, OP)
    return (kind, text, start, end, self._line if line is None else line)

  def _run(self):
    indents = [0]
    brackets = []
    strings = []
    is_joined = False
    # Whether the current logical line has a token.
    is_open = False
    last = ''
    while True:
      line = self._next_line()
      if not line:
        break
      last = line
      column = 0
      if not brackets and not strings and not is_joined:
        width = 0
        while column < len(line) and line[column] in ' \t\f':
          if line[column] == '\f':
            width = 0
          elif line[column] == '\t':
            width = (width // 8 + 1) * 8
          else:
            width += 1
          column += 1
        rest = line[column:].rstrip('\r\n')
        if not rest or rest[0] == '#':
          if self._extra:
            if rest:
              end = column + len(rest)
              yield self._token(COMMENT, rest, (self._row, column), (self._row, end))
              column = end
            tail = line[column:].lstrip('\r')
            yield self._token(NL, tail, (self._row, column), (self._row, column + 1))
          continue
        if width > indents[-1]:
          indents.append(width)
          yield self._token(INDENT, line[:column], (self._row, 0), (self._row, column))
        while width < indents[-1]:
          if width not in indents:
            raise self._fault(
              'unindent does not match any outer indentation level', column,
              kind=IndentationError)
          indents.pop()
          yield self._token(DEDENT, '', (self._row, column), (self._row, column))
      is_joined = False
      while column < len(line):
        if strings and strings[-1].in_text:
          line, column = yield from self._text(strings, len(brackets), line, column)
          continue
        while column < len(line) and line[column] in ' \t\f':
          column += 1
        if column == len(line):
          break
        match = _START.match(line, column)
        start = (self._row, column)
        if match is None:
          character = line[column]
          if character == '\\':
            raise self._fault('unexpected character after line continuation character', column)
          if not self._extra:
            if character in '$?`':
              raise self._fault('invalid syntax', column)
            raise self._fault(
              f"invalid non-printable character U+{ord(character):04X}"
              if not character.isprintable()
              else f"invalid character '{character}' (U+{ord(character):04X})", column)
          yield self._token(OP, character, start, (self._row, column + 1))
          column += 1
          continue
        text = match[0]
        end = match.end()
        if match['comment'] is not None:
          if self._extra:
            yield self._token(COMMENT, text, start, (self._row, end))
        elif match['end'] is not None:
          if brackets or strings:
            if self._extra:
              yield self._token(NL, text.lstrip('\r'), start, (self._row, column + 1))
          else:
            if self._extra:
              yield self._token(NEWLINE, text.lstrip('\r'), start, (self._row, column + 1))
            else:
              yield self._token(NEWLINE, '', start, start)
            is_open = False
        elif match['join'] is not None:
          is_joined = True
        elif match['string'] is not None:
          is_open = True
          prefix = match['prefix'].lower()
          if 'f' in prefix:
            strings.append(_FString(match['quote'], 'r' in prefix, start))
            yield self._token(FSTRING_START, text, start, (self._row, end))
          else:
            text, line, end, whole = self._string(match['quote'], line, column, end)
            yield self._token(STRING, text, start, (self._row, end), whole)
        elif match['number'] is not None:
          is_open = True
          yield self._token(NUMBER, text, start, (self._row, end))
        elif match['name'] is not None:
          is_open = True
          if not text.isidentifier():
            bad = next(c for c in text if not ('a' + c).isidentifier())
            raise self._fault(f"invalid character '{bad}' (U+{ord(bad):04X})", column)
          yield self._token(NAME, text, start, (self._row, end))
        else:
          is_open = True
          text, end = self._operator(text, end, column, brackets, strings)
          yield self._token(OP, text, start, (self._row, end))
        column = end
    row = self._row
    if strings:
      opened = strings[-1].start
      kind = 'triple-quoted ' if len(strings[-1].quote) == 3 else ''
      raise self._fault(f'unterminated {kind}f-string literal (detected at line {row - 1})',
                        opened[1], opened[0])
    if brackets:
      raise self._fault('unexpected EOF in multi-line statement', 0)
    if is_joined:
      raise self._fault('unexpected EOF while parsing', 0)
    if is_open:
      end = len(last)
      yield self._token(NEWLINE, '', (row - 1, end), (row - 1, end + bool(self._extra)), '')
    for _ in indents[1:]:
      yield self._token(DEDENT, '', (row, 0), (row, 0), '')
    yield self._token(ENDMARKER, '', (row, 0), (row, 0), '')

  def _operator(self, text, end, column, brackets, strings):
    """An operator, which may open or close a bracket or a field of a formatted string."""
    fields = strings[-1].fields if strings else []
    if fields and fields[-1] == len(brackets):
      if text[0] == ':':
        fields.append(None)
        return ':', column + 1
      if text == '}':
        fields.pop()
        return text, end
    if text in '([{':
      brackets.append((text, self._row))
    elif text in ')]}' and self._extra:
      # With comments and newlines asked for, faults are left to who reads the tokens.
      if brackets:
        brackets.pop()
    elif text in ')]}':
      if not brackets:
        raise self._fault(f"unmatched '{text}'", column)
      opener, row = brackets.pop()
      if {'(': ')', '[': ']', '{': '}'}[opener] != text:
        where = f' on line {row}' if row != self._row else ''
        raise self._fault(
          f"closing parenthesis '{text}' does not match opening parenthesis '{opener}'{where}",
          column)
    return text, end

  def _string(self, quote, line, column, position):
    """The whole of a plain string: its text, the line and column where it ends, and its lines."""
    start = self._row
    text = [line[column:position]]
    whole = [line]
    while True:
      begin = position
      while position < len(line):
        if line[position] == '\\':
          position += 2
          continue
        if line.startswith(quote, position):
          position += len(quote)
          text.append(line[begin:position])
          return ''.join(text), line, position, ''.join(whole)
        if line[position] == '\n' and len(quote) == 1:
          raise self._fault(
            f'unterminated string literal (detected at line {self._row})', column, start)
        position += 1
      text.append(line[begin:])
      line = self._next_line()
      if not line:
        kind = 'triple-quoted ' if len(quote) == 3 else ''
        raise self._fault(
          f'unterminated {kind}string literal (detected at line {self._row - 1})', column, start)
      whole.append(line)
      position = 0

  def _text(self, strings, depth, line, column):
    """Text of a formatted string up to a field or its end; where it stopped."""
    string = strings[-1]
    start = (self._row, column)
    text = []
    whole = [line]
    begin = position = column

    def middle(end):
      text.append(line[begin:end])
      return self._token(
        FSTRING_MIDDLE, ''.join(text), start, (self._row, end), ''.join(whole))

    while True:
      if position >= len(line):
        text.append(line[begin:])
        line = self._next_line()
        if not line:
          kind = 'triple-quoted ' if len(string.quote) == 3 else ''
          raise self._fault(
            f'unterminated {kind}f-string literal (detected at line {self._row - 1})',
            string.start[1], string.start[0])
        whole.append(line)
        begin = position = 0
        continue
      character = line[position]
      if character == '\\' and position + 1 < len(line):
        if not string.is_raw and line.startswith('N{', position + 1):
          close = line.find('}', position)
          if close >= 0:
            yield middle(close + 1)
            return line, close + 1
          position += 3
        else:
          position += 1 if line[position + 1] in '{}' else 2
      elif character == '{':
        if line.startswith('{{', position) and not string.fields:
          yield middle(position + 1)
          return line, position + 2
        if position > begin or text:
          yield middle(position)
        yield self._token(OP, '{', (self._row, position), (self._row, position + 1))
        string.fields.append(depth)
        return line, position + 1
      elif character == '}':
        if string.fields:
          # A format ends with its text, even if there is none.
          yield middle(position)
          string.fields.pop()
          string.fields.pop()
          yield self._token(OP, '}', (self._row, position), (self._row, position + 1))
          return line, position + 1
        if not line.startswith('}}', position):
          raise self._fault("f-string: single '}' is not allowed", position)
        yield middle(position + 1)
        return line, position + 2
      elif line.startswith(string.quote, position):
        if position > begin or text:
          yield middle(position)
        end = position + len(string.quote)
        yield self._token(FSTRING_END, string.quote, (self._row, position), (self._row, end))
        strings.pop()
        return line, end
      elif character == '\n' and len(string.quote) == 1:
        raise self._fault(
          f'unterminated f-string literal (detected at line {self._row})',
          string.start[1], string.start[0])
      else:
        position += 1
