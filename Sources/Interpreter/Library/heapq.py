# SPDX-License-Identifier: Apache-2.0
"""Heaps in lists: no element is less than the one at half its place."""

__all__ = [
    "heappush", "heappop", "heapify", "heapreplace", "merge", "nlargest", "nsmallest",
    "heappushpop",
]


def _up(heap, start, place):
    """Moves an element towards the root as long as its parent is larger."""
    value = heap[place]
    while place > start:
        parent = (place - 1) >> 1
        if not value < heap[parent]:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = value


def _down(heap, place):
    """Sends an element to the leaves along the smaller children, then up to where it belongs.

    That takes fewer comparisons than to stop on the way: most elements belong near the leaves.
    """
    count, start = len(heap), place
    value = heap[place]
    child = 2 * place + 1
    while child < count:
        if child + 1 < count and not heap[child] < heap[child + 1]:
            child += 1
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = value
    _up(heap, start, place)


def _up_max(heap, start, place):
    value = heap[place]
    while place > start:
        parent = (place - 1) >> 1
        if not heap[parent] < value:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = value


def _down_max(heap, place):
    count, start = len(heap), place
    value = heap[place]
    child = 2 * place + 1
    while child < count:
        if child + 1 < count and not heap[child + 1] < heap[child]:
            child += 1
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = value
    _up_max(heap, start, place)


def heappush(heap, item, /):
    """Puts an element in."""
    heap.append(item)
    _up(heap, 0, len(heap) - 1)


def heappop(heap, /):
    """Takes the smallest element out."""
    if not heap:
        raise IndexError("index out of range")
    last = heap.pop()
    if not heap:
        return last
    first = heap[0]
    heap[0] = last
    _down(heap, 0)
    return first


def heapreplace(heap, item, /):
    """Takes the smallest element out, then puts another in."""
    first = heap[0]
    heap[0] = item
    _down(heap, 0)
    return first


def heappushpop(heap, item, /):
    """Puts an element in, then takes the smallest out."""
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _down(heap, 0)
    return item


def heapify(heap, /):
    """Makes a list a heap."""
    for place in range(len(heap) // 2 - 1, -1, -1):
        _down(heap, place)


def _heapify_max(heap):
    for place in range(len(heap) // 2 - 1, -1, -1):
        _down_max(heap, place)


def _heappop_max(heap):
    last = heap.pop()
    if not heap:
        return last
    first = heap[0]
    heap[0] = last
    _down_max(heap, 0)
    return first


def _heapreplace_max(heap, item):
    first = heap[0]
    heap[0] = item
    _down_max(heap, 0)
    return first


class _Reversed:
    """A key in the opposite order."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return other.value < self.value


def merge(*iterables, key=None, reverse=False):
    """The elements of sorted iterables in one sorted iterator."""
    heap = []
    for order, iterable in enumerate(iterables):
        iterator = iter(iterable)
        for value in iterator:
            rank = value if key is None else key(value)
            heap.append([_Reversed(rank) if reverse else rank, order, value, iterator])
            break
    heapify(heap)
    while heap:
        entry = heap[0]
        yield entry[2]
        for value in entry[3]:
            rank = value if key is None else key(value)
            entry[0] = _Reversed(rank) if reverse else rank
            entry[2] = value
            heapreplace(heap, entry)
            break
        else:
            heappop(heap)


def nsmallest(n, iterable, key=None):
    """The n smallest elements, sorted."""
    return sorted(iterable, key=key)[:max(n, 0)]


def nlargest(n, iterable, key=None):
    """The n largest elements, sorted."""
    return sorted(iterable, key=key, reverse=True)[:max(n, 0)]
