#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes ../Coefficients.swift: runs sollya for the polynomials, mpmath for constants and the bits of 2/pi."""

import pathlib
import re
import subprocess

import mpmath
from mpmath import floor, log, mp, mpf, nint, pi

mp.prec = 2400
HERE = pathlib.Path(__file__).parent
FORMATS = (("f64", 53), ("f32", 24))
CONSTANTS = {
    "ln2": (log(2), "ln 2"),
    "inverseLn2": (1 / log(2), "1 / ln 2"),
    "inverseLn10": (1 / log(10), "1 / ln 10"),
    "log10Of2": (log(2) / log(10), "log10 2"),
    "quarterPi": (pi / 4, "π / 4"),
    "halfPi": (pi / 2, "π / 2"),
    "threeQuarterPi": (3 * pi / 4, "3π / 4"),
    "pi": (pi, "π"),
    "twoPi": (2 * pi, "2π"),
    "twoThirds": (mpf(2) / 3, "2 / 3"),
}


def rounded(value, precision):
    if value == 0:
        return value
    scale = mpf(2) ** (precision - 1 - floor(log(abs(value), 2)))
    return nint(value * scale) / scale


def literal(value):
    """A Swift literal of a float that binary64 holds exactly."""
    text = float(value).hex() if not isinstance(value, str) else float.fromhex(value).hex()
    return re.sub(r"\.?0*p", "p", text) if "." in text else text


def rows(values, indent):
    return "".join(f"{indent}{v},\n" for v in values)


def polynomials():
    out = subprocess.run(["sollya", HERE / "coefficients.sollya"], capture_output=True, text=True)
    table = {}
    for line in out.stdout.splitlines():
        match = re.match(r"(\w+)\.(f\d\d|wide) = (.*) ; 2\^(.*)$", line)
        if match:
            name, kind, values, error = match.groups()
            values = [v if "p" in v else v + "p0" for v in values.split()]
            table.setdefault(name, {})[kind] = (values, float(error))
    return table


def reduction_rows():
    """2/pi * 2^(32 b) mod 2^54 for b = 0 ..< 32, a quarter of it as four pieces of 53 bits."""
    for bucket in range(32):
        value = 2 / pi * mpf(2) ** (32 * bucket)
        value -= floor(value / mpf(2) ** 54) * mpf(2) ** 54
        row = []
        for weight in (1, -52, -105, -158):
            piece = floor(value / mpf(2) ** weight) * mpf(2) ** weight
            value -= piece
            row.append(literal(piece / 4))
        yield ", ".join(row)


def main():
    table = polynomials()
    fits = {name: kinds for name, kinds in table.items() if "f64" in kinds}
    wide = {name: kinds["wide"] for name, kinds in table.items() if "wide" in kinds}
    text = "// SPDX-License-Identifier: Apache-2.0\n"
    text += "// Polynomials and constants of the math expansions; written by Coefficients/generate.py.\n\n"
    text += "/// Coefficients of the fits in Coefficients/coefficients.sollya, lowest power first.\n"
    text += "struct Polynomials: Sendable {\n"
    text += "".join(f"  let {name}: [Double]\n" for name in fits) + "}\n\n"
    text += "/// Constants as sums of three numbers of one format.\nstruct Constants: Sendable {\n"
    for name, (_, meaning) in CONSTANTS.items():
        text += f"  /// {meaning}.\n  let {name}: Split\n"
    text += "}\n\n/// Coefficients in float64 that are good enough for float32 results.\nenum WidePolynomials {\n"
    for name, (values, error) in wide.items():
        text += f"  // error 2^{error:.1f}\n  static let {name}: [Double] = [\n" + rows(map(literal, values), "    ") + "  ]\n"
    text += "}\n\nextension Polynomials {\n"
    for index, (kind, _) in enumerate(FORMATS):
        text += f"  static let {kind} = Polynomials(\n"
        parts = []
        for name, kinds in fits.items():
            values, error = kinds[kind]
            part = f"    // error 2^{error:.1f}\n    {name}: [\n"
            parts.append(part + rows(map(literal, values), "      ") + "    ]")
        text += ",\n".join(parts) + ")\n" + ("\n" if index == 0 else "")
    text += "}\n\nextension Constants {\n"
    for index, (kind, precision) in enumerate(FORMATS):
        text += f"  static let {kind} = Constants(\n"
        parts = []
        for name, (value, _) in CONSTANTS.items():
            pieces = []
            for _ in range(3):
                piece = rounded(value, precision)
                value -= piece
                pieces.append(literal(piece))
            parts.append(f"    {name}: Split({pieces[0]}, {pieces[1]}, {pieces[2]})")
        text += ",\n".join(parts) + ")\n" + ("\n" if index == 0 else "")
    text += "}\n\nextension AngleTable {\n"
    text += "  /// (2/π · 2^(32b) mod 2^54) / 4 for b = 0 ..< 32, each as four pieces of 53 bits.\n"
    text += "  static let turns: [Double] = [\n" + rows(reduction_rows(), "    ") + "  ]\n}\n"
    (HERE.parent / "Coefficients.swift").write_text(text)


main()
