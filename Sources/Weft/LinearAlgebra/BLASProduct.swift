// SPDX-License-Identifier: Apache-2.0
// Stacks of matrix products through BLAS: which routine, and when an operand must be copied.
import COpenBLAS

/// Products of matrices of one BLAS dtype.
///
/// The routine is NumPy's choice: dot for one row by one column, gemv when one side is a vector,
/// syrk for a matrix by its own transpose (so the result is exactly symmetric), else gemm.
enum BLASProduct<Element: BLASElement> {
  /// BLAS counts in 32 bits; longer axes are worked through in pieces of this length.
  private static var piece: Int { 1 << 30 }

  private static var size: Int { MemoryLayout<Element>.stride }

  /// How BLAS reads a matrix: as it is or transposed, and the elements between its rows.
  private struct Layout {
    let transpose: CBLAS_TRANSPOSE
    let leading: Int
  }

  static func multiply(_ given: ProductOperands, into output: UnsafeMutableRawPointer) {
    var operands = given
    operands.cast(to: Element.dtype)
    let (m, k, n) = (operands.a.rows, operands.a.columns, operands.b.columns)
    let results = output.assumingMemoryBound(to: Element.self)
    if m == 0 || n == 0 || operands.batch.contains(0) { return }
    if k == 0 {
      results.initialize(repeating: .zero, count: operands.batch.reduce(m * n, *))
      return
    }
    let mirrored =
      m == n && m > 1 && k > 1 && max(n, k) <= piece
      && operands.a.rowStride == operands.b.columnStride
      && operands.a.columnStride == operands.b.rowStride
      && operands.a.base == operands.b.base
      && operands.a.batchShape == operands.b.batchShape
      && operands.a.batchStrides == operands.b.batchStrides
    if layout(operands.a) == nil { operands.a = repacked(operands.a) }
    if mirrored {
      operands.b = operands.a.transposed
    } else if layout(operands.b) == nil {
      operands.b = repacked(operands.b)
    }
    guard let layoutA = layout(operands.a), let layoutB = layout(operands.b) else {
      preconditionFailure("a packed operand suits BLAS")
    }
    var result = results
    operands.forEachPair { a, b in
      let a = a.assumingMemoryBound(to: Element.self)
      let b = b.assumingMemoryBound(to: Element.self)
      if mirrored {
        square(a, layoutA, n: n, k: k, into: result)
      } else if m == 1 && n == 1 {
        result.pointee = dot(
          k, a, operands.a.columnStride / size, b, operands.b.rowStride / size,
          conjugating: false)
      } else if m == 1 && k > 1 {
        gemv(
          layoutB, rows: k, columns: n, b, byRows: true, a, operands.a.columnStride / size,
          into: result)
      } else if n == 1 && k > 1 {
        gemv(
          layoutA, rows: m, columns: k, a, byRows: false, b, operands.b.rowStride / size,
          into: result)
      } else {
        gemm(a, layoutA, b, layoutB, m: m, k: k, n: n, into: result)
      }
      result += m * n
    }
  }

  /// The sum of the products of two vectors; strides in elements, positive (or any for n = 1).
  static func dot(
    _ n: Int, _ x: UnsafePointer<Element>, _ incx: Int, _ y: UnsafePointer<Element>, _ incy: Int,
    conjugating: Bool
  ) -> Element {
    let (stepX, stepY) = n == 1 ? (1, 1) : (incx, incy)
    var sum = Element.zero
    for start in stride(from: 0, to: n, by: piece) {
      let part = Element.dot(
        Int32(min(piece, n - start)), x + start * stepX, Int32(stepX), y + start * stepY,
        Int32(stepY), conjugating: conjugating)
      sum = start == 0 ? part : sum + part
    }
    return sum
  }

  /// Row-major when it can be, else transposed, or nil when BLAS cannot take the strides.
  private static func layout(_ stack: MatrixStack) -> Layout? {
    let alignment = Element.alignment
    guard Int(bitPattern: stack.base) % alignment == 0,
      zip(stack.batchShape, stack.batchStrides).allSatisfy({ $0 == 1 || $1 % alignment == 0 })
    else { return nil }
    if let leading = leading(stack.rows, stack.rowStride, stack.columns, stack.columnStride) {
      return Layout(transpose: CblasNoTrans, leading: leading)
    }
    if let leading = leading(stack.columns, stack.columnStride, stack.rows, stack.rowStride) {
      return Layout(transpose: CblasTrans, leading: leading)
    }
    return nil
  }

  /// Elements between lines when the elements of a line are adjacent and lines do not overlap.
  private static func leading(
    _ lines: Int, _ lineStride: Int, _ length: Int, _ stride: Int
  ) -> Int? {
    guard length == 1 || stride == size else { return nil }
    if lines == 1 { return max(1, min(length, piece)) }
    guard lineStride >= length * size, lineStride % size == 0 else { return nil }
    let leading = lineStride / size
    return leading <= Int(Int32.max) ? leading : nil
  }

  private static func repacked(_ stack: MatrixStack) -> MatrixStack {
    // A copy's lines must be short enough to be a leading dimension of 32 bits.
    if stack.columns > piece {
      return stack.transposed.packed(from: Element.dtype, as: Element.dtype).transposed
    }
    return stack.packed(from: Element.dtype, as: Element.dtype)
  }

  private static func gemv(
    _ layout: Layout, rows: Int, columns: Int, _ matrix: UnsafePointer<Element>, byRows: Bool,
    _ x: UnsafePointer<Element>, _ incx: Int, into y: UnsafeMutablePointer<Element>
  ) {
    let transposed = layout.transpose == CblasTrans
    // In memory the matrix has `lines` lines; the product runs along them or across.
    let (lines, length) = transposed ? (columns, rows) : (rows, columns)
    let sumsAlongLines = byRows == transposed
    y.initialize(repeating: .zero, count: byRows ? columns : rows)
    let (lineLimit, lengthLimit) = (min(lines, piece), min(length, piece))
    for line in stride(from: 0, to: lines, by: lineLimit) {
      for start in stride(from: 0, to: length, by: lengthLimit) {
        let part = matrix + line * layout.leading + start
        let (output, term) = sumsAlongLines ? (line, start) : (start, line)
        Element.gemv(
          sumsAlongLines ? CblasNoTrans : CblasTrans, Int32(min(lineLimit, lines - line)),
          Int32(min(lengthLimit, length - start)), part, Int32(layout.leading), x + term * incx,
          Int32(incx), accumulating: term > 0, y + output)
      }
    }
  }

  private static func gemm(
    _ a: UnsafePointer<Element>, _ layoutA: Layout, _ b: UnsafePointer<Element>, _ layoutB: Layout,
    m: Int, k: Int, n: Int, into c: UnsafeMutablePointer<Element>
  ) {
    func offset(_ row: Int, _ column: Int, _ layout: Layout) -> Int {
      layout.transpose == CblasNoTrans
        ? row * layout.leading + column : column * layout.leading + row
    }
    // Rows too long for a leading dimension of 32 bits are computed one by one.
    let rowPiece = n > piece ? 1 : piece
    for row in stride(from: 0, to: m, by: rowPiece) {
      for column in stride(from: 0, to: n, by: piece) {
        for term in stride(from: 0, to: k, by: piece) {
          Element.gemm(
            (layoutA.transpose, layoutB.transpose), Int32(min(rowPiece, m - row)),
            Int32(min(piece, n - column)), Int32(min(piece, k - term)),
            a + offset(row, term, layoutA), Int32(layoutA.leading),
            b + offset(term, column, layoutB), Int32(layoutB.leading), accumulating: term > 0,
            c + row * n + column, Int32(min(n, piece)))
        }
      }
    }
  }

  private static func square(
    _ a: UnsafePointer<Element>, _ layout: Layout, n: Int, k: Int,
    into c: UnsafeMutablePointer<Element>
  ) {
    Element.syrk(layout.transpose, Int32(n), Int32(k), a, Int32(layout.leading), c, Int32(n))
    // Mirror the triangle in tiles: the reads run down columns.
    let tile = 32
    for top in stride(from: 0, to: n, by: tile) {
      for left in stride(from: 0, through: top, by: tile) {
        for row in top..<min(top + tile, n) {
          for column in left..<min(left + tile, row) { c[row * n + column] = c[column * n + row] }
        }
      }
    }
  }
}
