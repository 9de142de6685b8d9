# SPDX-License-Identifier: Apache-2.0
"""The workloads as a script under weft: answers the lines that Serve.swift answers, `list`, `load`, `result` and `run`."""

import sys
import time

import workloads as W

WORKLOADS = {each.name: each for each in W.WORKLOADS}


def all_of(results):
    return results if isinstance(results, tuple) else (results,)


def force(results):
    """Looks at one element of each array: a lazy one is computed."""
    for each in results:
        if each.ndim:
            each.item(0)


def main():
    function, inputs = None, []
    for line in sys.stdin:
        word, *words = line.split()
        answer = "ok"
        if word == "list":
            answer = " ".join(["ok", *WORKLOADS])
        elif word == "load":
            name, dtype, n = words
            function = WORKLOADS[name].numpy
            inputs = WORKLOADS[name].make_inputs(int(n), dtype)[1]
            force(inputs)
        elif word == "result":
            with open(words[0], "wb") as file:
                for each in all_of(function(*inputs)):
                    file.write(each.tobytes())
        elif word == "run":
            wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
            for _ in range(int(words[0])):
                force(all_of(function(*inputs)))
            answer = f"ok {time.perf_counter_ns() - wall} {time.thread_time_ns() - cpu}"
        else:
            answer = "error"
        print(answer, flush=True)


main()
