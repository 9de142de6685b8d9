# SPDX-License-Identifier: Apache-2.0
# signal: handlers, alarms, timers and what is refused.
import os
import signal
import time

seen = []


def handler(number, frame):
  seen.append((number, frame is not None))


print(signal.getsignal(signal.SIGUSR1), signal.getsignal(signal.SIGINT) is signal.default_int_handler)
print(signal.signal(signal.SIGUSR1, handler), signal.getsignal(signal.SIGUSR1) is handler)
os.kill(os.getpid(), signal.SIGUSR1)
for _ in range(1000):
  pass
print(seen)
signal.raise_signal(signal.SIGUSR1)
print(seen, signal.signal(signal.SIGUSR1, signal.SIG_IGN) is handler)
signal.raise_signal(signal.SIGUSR1)
print(len(seen), signal.getsignal(signal.SIGUSR1))

signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.02)
start = time.monotonic()
while len(seen) < 3 and time.monotonic() - start < 10:
  time.sleep(0.005)
print(seen[-1], signal.getitimer(signal.ITIMER_REAL), signal.alarm(0))


def interrupted(number, frame):
  raise TimeoutError("too long")


signal.signal(signal.SIGALRM, interrupted)
signal.setitimer(signal.ITIMER_REAL, 0.02)
try:
  time.sleep(20)
except TimeoutError as error:
  print("stopped:", error)
try:
  signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
  print("KeyboardInterrupt")
for bad in [
  lambda: signal.signal(signal.SIGUSR1, "text"), lambda: signal.signal(0, handler), lambda: signal.signal(65, handler),
  lambda: signal.signal(signal.SIGKILL, handler), lambda: signal.getsignal(-1), lambda: signal.strsignal(99),
]:
  try:
    print(bad())
  except (TypeError, ValueError, OSError) as error:
    print(type(error).__name__, error)
print(signal.strsignal(signal.SIGTERM), signal.Signals(15).name, len(signal.valid_signals()), signal.SIGTERM in signal.valid_signals())
