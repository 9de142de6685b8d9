-- SPDX-License-Identifier: Apache-2.0
-- C functions called through LuaJIT's ffi, with the library of functions.c.
local ffi = require("ffi")
ffi.cdef [[
typedef struct { double x, y, z; } vector;
typedef struct { float x, y; } pair;
int32_t add(int32_t x, int32_t y);
double norm(vector v);
float dot(pair v);
double cos(double x);
size_t strlen(const char *s);
void qsort(void *base, size_t count, size_t size, int (*compare)(const int32_t *, const int32_t *));
typedef struct { long seconds, nanoseconds; } moment;
int clock_gettime(int clock, moment *now);
]]
local own, libm, libc = ffi.load(arg[1]), ffi.load("m"), ffi.C
local count = tonumber(arg[2])
local vector, pair = ffi.new("vector", 1.5, 2.5, 3.5), ffi.new("pair", 1.5, 2.5)
local text = "a text of thirty-two characters."
local moment = ffi.new("moment")

local function now()
  libc.clock_gettime(1, moment)
  return tonumber(moment.seconds) + tonumber(moment.nanoseconds) * 1e-9
end

local sum = 0
local function empty(n) for i = 1, n do sum = sum + i end end
local function integers(n) for i = 1, n do sum = sum + own.add(i, 3) end end
local function cosine(n) for i = 1, n do sum = sum + libm.cos(1.5) end end
local function length(n) for i = 1, n do sum = sum + tonumber(libc.strlen(text)) end end
local function small(n) for i = 1, n do sum = sum + own.dot(pair) end end
local function large(n) for i = 1, n do sum = sum + own.norm(vector) end end

local comparisons = 0
local ascending = ffi.cast("int (*)(const int32_t *, const int32_t *)", function(a, b)
  comparisons = comparisons + 1
  local x, y = a[0], b[0]
  return x < y and -1 or x > y and 1 or 0
end)

-- A compiled call must not call back.
local function call(array, n) libc.qsort(array, n, 4, ascending) end
jit.off(call)

local function sort(n)
  local state, length = 1, math.floor(n / 16)
  local array = ffi.new("int32_t[?]", length)
  for i = 0, length - 1 do
    state = (state * 1664525 + 1013904223) % 2 ^ 32
    array[i] = state - 2 ^ 31
  end
  comparisons = 0
  local start = now()
  call(array, length)
  local seconds = now() - start
  for i = 1, length - 1 do assert(array[i - 1] <= array[i]) end
  return seconds / comparisons
end

local function best(body, n)
  local fastest = 1e9
  for _ = 1, 5 do
    local start = now()
    local own = body(n)
    fastest = math.min(fastest, own or (now() - start) / n)
  end
  return fastest * 1e9
end

assert(own.add(40, 2) == 42 and own.norm(vector) == 20.75 and own.dot(pair) == 3.75)
local loop = best(empty, count)
for _, row in ipairs {
  { "int add(int, int)", integers }, { "double cos(double)", cosine }, { "strlen(bytes)", length },
  { "structure of 8 bytes", small }, { "structure of 24 bytes", large },
} do
  print(string.format("%s;%.2f", row[1], best(row[2], count) - loop))
end
print(string.format("qsort, a comparison;%.2f", best(sort, count)))
