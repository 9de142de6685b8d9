// SPDX-License-Identifier: Apache-2.0
// What every side of foreign.py calls.
#include <stdint.h>

typedef struct { double x, y, z; } vector;
typedef struct { float x, y; } pair;

int32_t add(int32_t x, int32_t y) { return x + y; }
double norm(vector v) { return v.x * v.x + v.y * v.y + v.z * v.z; }
float dot(pair v) { return v.x * v.y; }
