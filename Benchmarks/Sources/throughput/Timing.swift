// SPDX-License-Identifier: Apache-2.0
// Timing: calibrated trials, medians.

import Foundation

/// Wall and CPU nanoseconds of one run.
struct Time {
  var wall: Double
  var cpu: Double
}

/// Times `count` runs of `body`, together.
func run(_ count: Int, _ body: () -> Void) -> Time {
  let (wall, cpu) = (nanoseconds(CLOCK_MONOTONIC), nanoseconds(CLOCK_THREAD_CPUTIME_ID))
  for _ in 0..<count { body() }
  return Time(
    wall: nanoseconds(CLOCK_MONOTONIC) - wall, cpu: nanoseconds(CLOCK_THREAD_CPUTIME_ID) - cpu)
}

/// The median of `trials` trials of about `target` nanoseconds each; wall and CPU time of one run of `body`.
func measure(trials: Int = 5, target: Double = 2e7, _ body: () -> Void) -> Time {
  body()
  var count = 1
  var spent = run(count, body)
  while spent.wall < target / 2 && count < 1 << 20 {
    count = max(2 * count, min(16 * count, Int(Double(count) * target / max(spent.wall, 1))))
    spent = run(count, body)
  }
  var (walls, cpus) = ([Double](), [Double]())
  for _ in 0..<trials {
    let time = run(count, body)
    walls.append(time.wall / Double(count))
    cpus.append(time.cpu / Double(count))
  }
  return Time(wall: median(walls), cpu: median(cpus))
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
