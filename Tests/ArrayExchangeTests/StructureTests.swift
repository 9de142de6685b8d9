// SPDX-License-Identifier: Apache-2.0
// The structures of other programs' headers, field by field.
import ArrayExchange
import Testing

@Suite("Structures of C") struct StructureTests {
  /// Each field's place in the header and in ours.
  private func compare<T>(
    _ type: T.Type, _ name: String, _ fields: [(String, PartialKeyPath<T>)]
  ) throws {
    let prints = fields.map { "printf(\"%zu \", offsetof(\(name), \($0.0)));" }.joined()
    let code = """
      #include <Python.h>
      #include <numpy/ndarraytypes.h>
      #include <stddef.h>
      #include <stdio.h>
      int main(void) { \(prints) printf("%zu\\n", sizeof(\(name))); return 0; }
      """
    guard let text = Reference.c(code) else {
      print("skipped: no Python.h of python3, or no NumPy")
      return
    }
    let expected = text.split(whereSeparator: { " \n".contains($0) }).map { Int($0)! }
    #expect(expected.count == fields.count + 1)
    for (index, field) in fields.enumerated() {
      #expect(MemoryLayout<T>.offset(of: field.1) == expected[index], "\(name).\(field.0)")
    }
    #expect(MemoryLayout<T>.size == expected.last)
  }

  @Test func bufferViewIsPyBuffer() throws {
    #expect(MemoryLayout<BufferView>.size == 80)
    try compare(
      BufferView.self, "Py_buffer",
      [
        ("buf", \.buf), ("obj", \.obj), ("len", \.len), ("itemsize", \.itemsize),
        ("readonly", \.readonly), ("ndim", \.ndim), ("format", \.format), ("shape", \.shape),
        ("strides", \.strides), ("suboffsets", \.suboffsets), ("internal", \.internal),
      ])
  }

  @Test func arrayStructIsPyArrayInterface() throws {
    try compare(
      ArrayStruct.self, "PyArrayInterface",
      [
        ("two", \.two), ("nd", \.nd), ("typekind", \.typekind), ("itemsize", \.itemsize),
        ("flags", \.flags), ("shape", \.shape), ("strides", \.strides), ("data", \.data),
        ("descr", \.descr),
      ])
  }

  /// The header of DLPack is not installed with anything here: its places, from the text of version 1.1.
  @Test func dlpack() {
    #expect(MemoryLayout<DLPack.Tensor>.size == 48)
    #expect(MemoryLayout<DLPack.Tensor>.offset(of: \.ndim) == 16)
    #expect(MemoryLayout<DLPack.Tensor>.offset(of: \.lanes) == 22)
    #expect(MemoryLayout<DLPack.Tensor>.offset(of: \.shape) == 24)
    #expect(MemoryLayout<DLPack.Tensor>.offset(of: \.byteOffset) == 40)
    #expect(MemoryLayout<DLPack.Managed>.offset(of: \.context) == 48)
    #expect(MemoryLayout<DLPack.Versioned>.offset(of: \.context) == 8)
    #expect(MemoryLayout<DLPack.Versioned>.offset(of: \.flags) == 24)
    #expect(MemoryLayout<DLPack.Versioned>.offset(of: \.tensor) == 32)
  }

  @Test func requestsAreThoseOfTheHeader() throws {
    let code = """
      #include <Python.h>
      #include <stdio.h>
      int main(void) {
        printf("%d %d %d %d %d %d %d %d %d %d", PyBUF_WRITABLE, PyBUF_FORMAT, PyBUF_ND, PyBUF_STRIDES,
               PyBUF_C_CONTIGUOUS, PyBUF_F_CONTIGUOUS, PyBUF_ANY_CONTIGUOUS, PyBUF_INDIRECT, PyBUF_FULL_RO, PyBUF_FULL);
        return 0;
      }
      """
    guard let text = Reference.c(code) else {
      print("skipped: no Python.h of python3, or no NumPy")
      return
    }
    let ours: [BufferView.Request] = [
      .writable, .format, .shape, .strides, .cContiguous, .fContiguous, .anyContiguous, .indirect,
      .fullReadOnly, .full,
    ]
    #expect(ours.map { "\($0.rawValue)" }.joined(separator: " ") == text)
  }
}
