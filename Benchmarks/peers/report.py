# SPDX-License-Identifier: Apache-2.0
"""Tables of ratios in Markdown, and one drawing of them."""

from html import escape
from math import exp, log
from statistics import fmean

PEERS = ("NumPy", "numexpr", "Numba")


def geometric_mean(values):
    values = [v for v in values if v]
    return exp(fmean(map(log, values))) if values else None


def groups(rows):
    """Rows by size, threads and element type, in the order they were taken."""
    found = {}
    for row in rows:
        found.setdefault((row["n"], row["all_cores"], row["dtype"]), []).append(row)
    return found


def heading(n, all_cores, dtype):
    return f"{dtype}, n = {n:,}, " + ("all cores, wall time" if all_cores else "one thread, CPU time")


def ratio(a, b):
    return a / b if a and b else None


def show(value, form="{:.2f}"):
    return form.format(value) if value else "–"


def ratios(row):
    """(Weft ÷ C, NumPy ÷ Weft, the best peer's name, best peer ÷ Weft, script ÷ Weft)."""
    ns = row["ns"]
    peer = min((p for p in PEERS if p in ns), key=lambda p: ns[p])
    weft = ns.get("Weft")
    return ratio(weft, ns.get("C")), ratio(ns["NumPy"], weft), peer, ratio(ns[peer], weft), ratio(ns.get("Weft script"), weft)


def markdown(rows):
    lines = []
    for key, group in groups(rows).items():
        lines += [f"### {heading(*key)}", "",
                  "| workload | C ns/element | NumPy | numexpr | Numba | Weft | Weft script | Weft ÷ C | NumPy ÷ Weft | best peer ÷ Weft | script ÷ Weft |",
                  "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |"]
        for row in group:
            ns = row["ns"]
            to_c, numpy, peer, best, script = ratios(row)
            cells = [row["title"].replace("|", "\\|")]
            cells += [show(ns.get(name), "{:.3f}") for name in ("C", *PEERS, "Weft", "Weft script")]
            cells += [show(to_c), show(numpy), show(best) + (f" {peer}" if best else ""), show(script)]
            lines.append("| " + " | ".join(cells) + " |")
        means = [geometric_mean([ratios(row)[i] for row in group]) for i in (0, 1, 3, 4)]
        lines += ["| **geometric mean** | | | | | | | " + " | ".join(map(show, means)) + " |", ""]
    return "\n".join(lines)


COLOURS = {"C": "#888888", "NumPy": "#4c72b0", "numexpr": "#dd8452", "Numba": "#55a868", "Weft": "#c44e52"}


def svg(rows):
    """Dots on a logarithmic axis: time of each engine ÷ time of C, one line per workload, one panel per group."""
    panels = [(key, [r for r in group if "C" in r["ns"]]) for key, group in groups(rows).items()]
    panels = [(key, group) for key, group in panels if group]
    left, width, line, top, right = 190, 460, 15, 46, 30
    low, high = 0.5, 200.0

    def x(value):
        return left + width * (log(min(max(value, low), high)) - log(low)) / (log(high) - log(low))

    parts, y = [], 30
    for i, (name, colour) in enumerate(COLOURS.items()):
        parts.append(f'<circle cx="{left + 80 * i}" cy="14" r="4" fill="{colour}"/>'
                     f'<text x="{left + 80 * i + 8}" y="18">{name}</text>')
    for key, group in panels:
        parts.append(f'<text x="10" y="{y + 16}" font-weight="bold">{escape(heading(*key))}</text>')
        bottom = y + top + line * len(group)
        for tick in (0.5, 1, 2, 5, 10, 20, 50, 100, 200):
            shade = "#666" if tick == 1 else "#ddd"
            parts.append(f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{y + top - 10}" y2="{bottom - 6}" stroke="{shade}"/>'
                         f'<text x="{x(tick):.1f}" y="{y + top - 14}" text-anchor="middle" fill="#666">{tick}×</text>')
        for i, row in enumerate(group):
            cy = y + top + line * i
            parts.append(f'<text x="{left - 12}" y="{cy + 4}" text-anchor="end">{escape(row["title"])}</text>')
            for name, colour in COLOURS.items():
                if name in row["ns"]:
                    value = row["ns"][name] / row["ns"]["C"]
                    parts.append(f'<circle cx="{x(value):.1f}" cy="{cy}" r="4" fill="{colour}"/>')
        y = bottom + 14
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + right}" height="{y}" '
            'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>\n'
            + "\n".join(parts) + "\n</svg>\n")
