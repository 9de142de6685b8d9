# SPDX-License-Identifier: Apache-2.0
# Options of the command, and variables that stand for them, by running this interpreter again.
import os
import subprocess
import sys
import tempfile

TEXT = """import warnings
warnings.warn("a")
warnings.warn("b", DeprecationWarning)
assert __debug__, "no"
print(__debug__)
"""
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def run(arguments, text=None, **variables):
    result = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, input=text, env={**CLEAN, **variables})
    print(arguments[:-1], variables, result.returncode)
    print(result.stdout.replace(folder, ""), result.stderr.replace(folder, ""), sep="--\n")


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "warns.py")
    with open(path, "w") as file:
        file.write(TEXT)
    for options in (
            [], ["-W", "ignore"], ["-Wignore::DeprecationWarning"], ["-W", "error"], ["-W", "error::DeprecationWarning"],
            ["-Walways:a"], ["-W", "ignore", "-W", "default:b"], ["-W", "default:b", "-W", "ignore"], ["-O"], ["-W", "foo"],
            ["-W", "ignore::os.Foo"], ["-W", "i:a:b:c:d:e"], ["-Wi::nomod.X"], ["-Wdefault:::__main__:-4"],
            ["-W", "once:::xx"], ["-W", "ignore:::__main__:2"], ["-q", "-u", "-B"], ["-uB"], ["-sSE"]):
        run([*options, path])
    run([path], PYTHONWARNINGS="ignore,default::DeprecationWarning")
    run(["-E", path], PYTHONWARNINGS="ignore")
    run(["-W", "error::UserWarning", path], PYTHONWARNINGS="ignore")
    run([path], PYTHONOPTIMIZE="1")
    for options in ([], ["-E", "-O", "-W", "once"]):
        run([*options, "-c", "import sys; f = sys.flags; print('/xyz' in sys.path, f.optimize, f.ignore_environment, sys.warnoptions)"],
            PYTHONPATH="/xyz")
    run(["-u", "-c", "import os; print(1); os.write(1, b'x'); print(2, end=''); os._exit(0)"])
    run(["-c", "import os; print(1); os.write(1, b'x'); print(2, end=''); os._exit(0)"])
    run(["-c", "import os; print(1); os.write(1, b'x'); print(2, end=''); os._exit(0)"], PYTHONUNBUFFERED="1")
    run(["-c", "import sys; sys.stdout.reconfigure(write_through=True); print(1, sys.stdout.write_through); __import__('os')._exit(3)"])
    run(["-c", "assert (1, )[0] == 2, 'message'"])
    run(["-O", "-c", "assert (1, )[0] == 2, 'message'\nif __debug__: print('debug')\nelse: print('fast')"])
