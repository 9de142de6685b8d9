// SPDX-License-Identifier: Apache-2.0
// Two classifiers of handwritten digits, written as array expressions: nearest centroid and softmax regression.

import Foundation
import Weft

/// Fraction of rows whose highest score is at the label.
func accuracy(_ scores: NDArray, _ labels: NDArray) -> Double {
  (scores.argMax(axis: 1) .== labels).mean().scalar()
}

/// Mean image of each digit; the nearest one wins.
func nearestCentroid(_ train: NDArray, _ trainLabels: NDArray, _ test: NDArray) -> NDArray {
  let digits = NDArray.arange(10)
  // One row per digit, true where an image shows it: 10 × n.
  let shows = (digits[.all, .newAxis] .== trainLabels[.newAxis, .all]).asType(.float64)
  let centroids = matmul(shows, train) / shows.sum(axis: 1, keepDims: true)
  let distance = (test[.all, .newAxis, .all] - centroids[.newAxis, .all, .all]) ** 2
  return -distance.sum(axis: 2)
}

/// Softmax regression by gradient descent; each step is two matrix products and a few fused loops.
func softmaxRegression(
  _ train: NDArray, _ trainLabels: NDArray, _ test: NDArray, steps: Int = 300, rate: Double = 0.5
) -> NDArray {
  let target = (trainLabels[.all, .newAxis] .== NDArray.arange(10)[.newAxis, .all]).asType(.float64)
  let count = Double(train.shape[0])
  var weights = NDArray.zeros([train.shape[1], 10])
  var bias = NDArray.zeros([10])
  for _ in 0..<steps {
    let scores = matmul(train, weights) + bias
    let exponentials = exp(scores - scores.max(axis: 1, keepDims: true))
    let error = exponentials / exponentials.sum(axis: 1, keepDims: true) - target
    weights -= matmul(train.T, error) * (rate / count)
    bias -= error.sum(axis: 0) * (rate / count)
  }
  return matmul(test, weights) + bias
}

let folder = CommandLine.arguments.dropFirst().first ?? "notebooks-txt/data"
do {
  let images = try NDArray(npy: folder + "/digits.npy").asType(.float64) / 16.0
  let labels = try NDArray(npy: folder + "/digits-labels.npy").asType(.int64)
  // The first two thirds are for training, the rest for testing: other writers' digits.
  let cut = images.shape[0] * 2 / 3
  let (train, test) = (images[..<cut], images[cut...])
  let (trainLabels, testLabels) = (labels[..<cut], labels[cut...])

  print("\(images.shape[0]) images of \(images.shape[1]) pixels, the first:")
  print(images[0].reshaped(8, 8) * 16.0)
  let start = ContinuousClock.now
  let centroid = accuracy(nearestCentroid(train, trainLabels, test), testLabels)
  let softmax = accuracy(softmaxRegression(train, trainLabels, test), testLabels)
  let elapsed = ContinuousClock.now - start
  print("nearest centroid    \(String(format: "%.1f", centroid * 100)) % of \(test.shape[0]) right")
  print("softmax regression  \(String(format: "%.1f", softmax * 100)) % of \(test.shape[0]) right")
  print("in \(elapsed)")
} catch {
  let help = "Run it in Weft's folder, or name the folder of digits.npy: Digits FOLDER"
  FileHandle.standardError.write(Data("digits: \(error)\n\(help)\n".utf8))
  exit(1)
}
