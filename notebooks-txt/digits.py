# SPDX-License-Identifier: Apache-2.0
# Two classifiers of handwritten digits, written as array expressions: nearest centroid and softmax regression.
#
#     weft notebooks-txt/digits.py          or with the original NumPy: python3 notebooks-txt/digits.py
import os

import numpy as np

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
images = np.load(os.path.join(folder, "digits.npy")).astype(np.float64) / 16.0
labels = np.load(os.path.join(folder, "digits-labels.npy")).astype(np.int64)
print(f"{images.shape[0]} images of {images.shape[1]} pixels, the first:")
print(images[0].reshape(8, 8) * 16)

# The first two thirds are for training, the rest for testing: other writers' digits.
cut = len(images) * 2 // 3
train, test = images[:cut], images[cut:]
train_labels, test_labels = labels[:cut], labels[cut:]


def accuracy(scores):
    """Fraction of test images whose highest score is at the label."""
    return (scores.argmax(axis=1) == test_labels).mean()


def nearest_centroid():
    """Mean image of each digit; the nearest one wins."""
    shows = (np.arange(10)[:, None] == train_labels).astype(float)
    centroids = shows @ train / shows.sum(axis=1, keepdims=True)
    return -((test[:, None, :] - centroids) ** 2).sum(axis=2)


def softmax_regression(steps=300, rate=0.5):
    """Gradient descent; each step is two matrix products and a few fused loops."""
    target = (train_labels[:, None] == np.arange(10)).astype(float)
    weights = np.zeros((train.shape[1], 10))
    bias = np.zeros(10)
    for _ in range(steps):
        scores = train @ weights + bias
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = exponentials / exponentials.sum(axis=1, keepdims=True) - target
        weights -= train.T @ error * (rate / len(train))
        bias -= error.sum(axis=0) * (rate / len(train))
    return test @ weights + bias


print(f"nearest centroid    {100 * accuracy(nearest_centroid()):.1f} % of {len(test)} right")
print(f"softmax regression  {100 * accuracy(softmax_regression()):.1f} % of {len(test)} right")
