// SPDX-License-Identifier: Apache-2.0
// Runs Python, and asks the real NumPy for the answers tests compare with.
import Foundation
import Weft

/// Python that could not be run, or that failed.
struct PythonError: Error, CustomStringConvertible {
  let description: String
}

/// Runs `python3` on `script` with `input` on its standard input and returns its standard output.
func runPython(_ script: String, input: Data) throws -> Data {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3", "-c", script]
  let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
  process.standardInput = stdin
  process.standardOutput = stdout
  process.standardError = stderr
  do {
    try process.run()
  } catch {
    throw PythonError(description: "python3 with NumPy is needed to run this test: \(error)")
  }
  // Three pipes at once: a full one must not stop the others.
  let group = DispatchGroup()
  DispatchQueue.global().async(group: group) {
    // A script that ends early has closed the pipe; its own message is the one to report.
    signal(SIGPIPE, SIG_IGN)
    try? stdin.fileHandleForWriting.write(contentsOf: input)
    try? stdin.fileHandleForWriting.close()
  }
  nonisolated(unsafe) var messages = Data()
  DispatchQueue.global().async(group: group) {
    messages = readToEnd(stderr)
  }
  let output = readToEnd(stdout)
  group.wait()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    let text = String(decoding: messages, as: UTF8.self)
    let missing = text.contains("No module named 'numpy'") || process.terminationStatus == 127
    throw PythonError(
      description: (missing ? "python3 with NumPy is needed to run this test\n" : "") + text)
  }
  return output
}

/// Everything a pipe brings; a read that a signal interrupts is tried again.
private func readToEnd(_ pipe: Pipe) -> Data {
  let file = pipe.fileHandleForReading.fileDescriptor
  var data = Data()
  var part = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(file, &part, part.count)
    if count > 0 {
      data.append(contentsOf: part[..<count])
    } else if count == 0 || errno != EINTR {
      return data
    }
  }
}

/// One question to NumPy: a Python expression over the arrays `x[0]`, `x[1]`, ….
struct NumPyQuestion {
  let expression: String
  let arrays: [NDArray]
}

/// What NumPy said: arrays (several for a tuple), or the exception it raised.
enum NumPyAnswer {
  case arrays([NDArray])
  case error(type: String, message: String)
}

/// Asks all `questions` in one process.
///
/// Both ways travel a line of JSON, with dtypes and shapes, and the arrays' bytes in C order.
func askNumPy(_ questions: [NumPyQuestion]) throws -> [NumPyAnswer] {
  var header: [Message] = []
  var bytes = Data()
  for question in questions {
    header.append(
      Message(text: question.expression, arrays: question.arrays.map { Description($0) }))
    for array in question.arrays { bytes += elementBytes(array) }
  }
  let input = try JSONEncoder().encode(header) + [UInt8(ascii: "\n")] + bytes
  let output = try runPython(numPyScript, input: input)
  guard let end = output.firstIndex(of: UInt8(ascii: "\n")) else {
    throw PythonError(description: "the answer has no first line")
  }
  let messages = try JSONDecoder().decode([Message].self, from: output[..<end])
  var rest = output[(end + 1)...]
  return try messages.map { message in
    if let error = message.error { return .error(type: error, message: message.text) }
    return .arrays(
      try message.arrays.map { description in
        guard let dtype = DType(name: description.dtype) else {
          throw PythonError(description: "NumPy answered with dtype \(description.dtype)")
        }
        let count = description.shape.reduce(dtype.itemSize, *)
        let part = rest.prefix(count)
        rest = rest.dropFirst(count)
        return NDArray(dtype: dtype, shape: description.shape) { $0.copyBytes(from: part) }
      })
  }
}

/// The bytes of the elements in C order, gathered through the strides.
func elementBytes(_ array: NDArray) -> Data {
  var data = Data(capacity: array.size * array.dtype.itemSize)
  array.withStridedView { view in
    if view.count == 0 { return }
    if view.isContiguous {
      data.append(
        view.base.assumingMemoryBound(to: UInt8.self), count: view.count * view.dtype.itemSize)
      return
    }
    var index = [Int](repeating: 0, count: view.shape.count)
    while true {
      var address = view.base
      for (position, stride) in zip(index, view.strides) { address += position * stride }
      data.append(address.assumingMemoryBound(to: UInt8.self), count: view.dtype.itemSize)
      guard let axis = index.indices.last(where: { index[$0] + 1 < view.shape[$0] }) else {
        return
      }
      index[axis] += 1
      for later in axis + 1..<index.endIndex { index[later] = 0 }
    }
  }
  return data
}

private struct Description: Codable {
  let dtype: String
  let shape: [Int]
  init(_ array: NDArray) { (dtype, shape) = (array.dtype.name, array.shape) }
}

private struct Message: Codable {
  var text: String
  var error: String?
  var arrays: [Description]
}

private let numPyScript = """
  import json, sys, warnings
  import numpy as np
  warnings.simplefilter("ignore")

  def warned(body):
      # What body warns of, as the bytes of lines.
      with warnings.catch_warnings(record=True) as caught:
          warnings.simplefilter("always")
          body()
      lines = [str(w.message).replace("scalar ", "") for w in caught]
      return np.frombuffer("\\n".join(lines).encode(), np.uint8)

  def warned_each(body, *operands):
      # The same for every element of the operands.
      lines = [warned(lambda: body(*[o[i:i + 1] for o in operands])) for i in range(len(operands[0]))]
      return np.frombuffer(b"|".join(line.tobytes() for line in lines), np.uint8)
  data = sys.stdin.buffer.read()
  end = data.index(b"\\n")
  position = end + 1
  header, body = [], []
  for question in json.loads(data[:end]):
      x = []
      for a in question["arrays"]:
          dtype = np.dtype(a["dtype"])
          count = int(np.prod(a["shape"], dtype=int))
          x.append(np.frombuffer(data, dtype, count, position).reshape(a["shape"]).copy())
          position += count * dtype.itemsize
      try:
          result = eval(question["text"])
          result = result if isinstance(result, tuple) else (result,)
          result = [np.asarray(r) for r in result]
          body += [np.ascontiguousarray(r).tobytes() for r in result]
          arrays = [{"dtype": r.dtype.name, "shape": list(r.shape)} for r in result]
          header.append({"text": "", "arrays": arrays})
      except Exception as error:
          name = type(error).__name__
          header.append({"text": str(error), "error": name, "arrays": []})
  sys.stdout.buffer.write(json.dumps(header).encode() + b"\\n" + b"".join(body))
  """
