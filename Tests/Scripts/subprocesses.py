# SPDX-License-Identifier: Apache-2.0
# subprocess: run, pipes, folders, environments, limits of time, errors.
import os
import subprocess
import sys
from subprocess import DEVNULL, PIPE, STDOUT

SH = "/bin/sh"


def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


print(subprocess.run(["echo", "hello"], capture_output=True, text=True))
print(subprocess.run([SH, "-c", "exit 3"]).returncode, subprocess.call(["true"]), subprocess.call(["false"]))
print(subprocess.check_output([SH, "-c", "echo out; echo err >&2"], stderr=STDOUT))
print(subprocess.run(["cat"], input=b"text", capture_output=True).stdout)
print(subprocess.run("echo $0 $NAME", shell=True, env={"NAME": "x", "PATH": os.environ["PATH"]}, capture_output=True, text=True).stdout)
print(subprocess.run(["pwd"], cwd="/", capture_output=True).stdout)
attempt(lambda: subprocess.run(["no-such-program"]))
attempt(lambda: subprocess.run(["/etc/passwd"]))
attempt(lambda: subprocess.run(["pwd"], cwd="/no/such/folder"))
attempt(lambda: subprocess.check_output([SH, "-c", "echo part; exit 2"]))
try:
    subprocess.run(["sleep", "5"], timeout=0.05)
except subprocess.TimeoutExpired as error:
    print(error.cmd, error.output)
attempt(lambda: subprocess.run(["true"], check=True).check_returncode())
attempt(lambda: subprocess.run(["a\0b"]))

p = subprocess.Popen([SH, "-c", "read line; echo got $line; read line; echo and $line"], stdin=PIPE, stdout=PIPE, text=True)
p.stdin.write("one\n")
p.stdin.flush()
print(p.stdout.readline())
print(p.poll())
print(p.communicate("two\n"), p.returncode, p.poll())

p = subprocess.Popen(["sleep", "10"])
p.terminate()
print(p.wait())
p = subprocess.Popen([SH, "-c", "kill -9 $$"])
print(p.wait(), p.args)
with subprocess.Popen(["printf", "%s", "big"], stdout=PIPE, stderr=DEVNULL) as p:
    print(p.stdout.read())

first = subprocess.Popen(["printf", "b\\na\\n"], stdout=PIPE)
second = subprocess.Popen(["sort"], stdin=first.stdout, stdout=PIPE)
first.stdout.close()
print(second.communicate(), first.wait())

r, w = os.pipe()
subprocess.run([SH, "-c", f"echo passed >&{w}"], pass_fds=(w,))
os.close(w)
print(os.read(r, 100))
os.close(r)
print(subprocess.run([SH, "-c", "echo closed >&7"], stderr=DEVNULL).returncode != 0)
print(subprocess.run([SH, "-c", "echo $PPID"], capture_output=True, text=True).stdout.strip() == str(os.getpid()))
print(subprocess.run([SH, "-c", "umask"], umask=0o77, capture_output=True).stdout)
print(subprocess.run(["true"], start_new_session=True).returncode)


def prepare():
    os.environ["PREPARED"] = "x"
    os.chdir("/usr")


print(subprocess.run(["pwd"], preexec_fn=prepare, capture_output=True).stdout)
attempt(lambda: subprocess.run(["pwd"], preexec_fn=lambda: 1 / 0))
big = "line\n" * 50000
print(len(subprocess.run(["cat"], input=big, capture_output=True, text=True).stdout) == len(big))
print(subprocess.getoutput("echo a; echo b"), subprocess.getstatusoutput("exit 4"))
with os.popen("echo popen") as pipe:
    print(pipe.read())
