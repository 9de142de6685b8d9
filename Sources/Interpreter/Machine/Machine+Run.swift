// SPDX-License-Identifier: Apache-2.0
// The interpreter's loop: one switch over the opcodes. Fast paths stand here; everything else is a call.

extension Machine {
  /// Runs the innermost frame, an entry, to its end; returns what it returns.
  ///
  /// `raising`: begins by raising what waits in `raised`.
  ///
  /// Locals of the loop are the innermost frame's; they are loaded anew whenever a frame is pushed or popped.
  static func run(raising: Bool = false) throws(Raised) -> Value {
    var frame = machine.pointee.frame
    var pc = frame.pointee.pc
    var R = frame.pointee.registers
    var K = frame.pointee.code._withUnsafeGuaranteedRef { $0.constants }
    var raisesFirst = raising

    @inline(__always) func load() {
      frame = machine.pointee.frame
      pc = frame.pointee.pc
      R = frame.pointee.registers
      K = frame.pointee.code._withUnsafeGuaranteedRef { $0.constants }
    }

    // Too little stack for another run: the frame goes, as if its first instruction had raised.
    if stackIsLow() {
      let error = recursionError()
      _ = unwind()
      throw error
    }

    while true {
      do throws(Raised) {
        if raisesFirst {
          raisesFirst = false
          throw Raised()
        }
        while true {
          let i = pc.pointee
          pc += 1
          switch i.opcode {

          // MARK: Moving values
          case .loadConstant:
            (R + Int(i.a)).replace(with: K[i.bc].retained())
          case .move:
            let value = R[Int(i.b)]
            // Temporaries may hold nothing, as the place of self beside a method that is bound already.
            if i.flags.contains(.consumesB) {
              R[Int(i.b)].tag = .unbound
              (R + Int(i.a)).replace(with: value)
            } else {
              if value.tag == .unbound { throw unboundLocal(frame, Int(i.b)) }
              (R + Int(i.a)).replace(with: value.retained())
            }
          case .clear:
            let value = R[Int(i.a)]
            R[Int(i.a)] = .unbound
            value.release()
          case .deleteLocal:
            let value = R[Int(i.a)]
            if value.tag == .unbound { throw unboundLocal(frame, Int(i.a)) }
            R[Int(i.a)] = .unbound
            value.release()
          case .makeCell:
            R[Int(i.a)] = .cell(consuming: R[Int(i.a)])
          case .loadCell:
            let value = R[Int(i.b)].cell(as: CellCell.self).pointee.contents
            if value.tag == .unbound { throw emptyCell(frame, register: Int(i.b)) }
            (R + Int(i.a)).replace(with: value.retained())
          case .storeCell:
            let cell = R[Int(i.a)].cell(as: CellCell.self)
            let value = try take(i, R, K)
            let old = cell.pointee.contents
            cell.pointee.contents = value
            old.release()
          case .deleteCell:
            let cell = R[Int(i.a)].cell(as: CellCell.self)
            let old = cell.pointee.contents
            if old.tag == .unbound { throw emptyCell(frame, register: Int(i.a)) }
            cell.pointee.contents = .unbound
            old.release()
          case .loadFree:
            let cell = frame.pointee.closure.unsafelyUnwrapped[Int(i.b)].cell(as: CellCell.self)
            let value = cell.pointee.contents
            if value.tag == .unbound { throw emptyCell(frame, free: Int(i.b)) }
            (R + Int(i.a)).replace(with: value.retained())
          case .storeFree:
            let cell = frame.pointee.closure.unsafelyUnwrapped[Int(i.a)].cell(as: CellCell.self)
            let value = try take(i, R, K)
            let old = cell.pointee.contents
            cell.pointee.contents = value
            old.release()
          case .deleteFree:
            let cell = frame.pointee.closure.unsafelyUnwrapped[Int(i.a)].cell(as: CellCell.self)
            let old = cell.pointee.contents
            if old.tag == .unbound { throw emptyCell(frame, free: Int(i.a)) }
            cell.pointee.contents = .unbound
            old.release()
          case .loadClosure:
            (R + Int(i.a)).replace(
              with: frame.pointee.closure.unsafelyUnwrapped[Int(i.b)].retained())
          case .loadGlobal:
            let cache = caches(frame) + pc.pointee.bc
            pc += 1
            let globals = frame.pointee.globals.cell
            if globals.pointee.version == cache.pointee.version && cache.pointee.version != 0 {
              if cache.pointee.shape == 0 {
                let value = globals.pointee.entries.unsafelyUnwrapped[cache.pointee.index].value
                (R + Int(i.a)).replace(with: value.retained())
                continue
              }
              let builtins = frame.pointee.builtins.cell
              if builtins.pointee.version == cache.pointee.shape {
                let value = builtins.pointee.entries.unsafelyUnwrapped[cache.pointee.index].value
                (R + Int(i.a)).replace(with: value.retained())
                continue
              }
            }
            frame.pointee.pc = pc
            try loadGlobal(frame, i, R, K[i.bc], cache)
          case .storeGlobal:
            let cache = caches(frame) + pc.pointee.bc
            pc += 1
            let globals = frame.pointee.globals
            let value = try take(i, R, K)
            if globals.cell.pointee.version == cache.pointee.version && cache.pointee.version != 0 {
              let entry = globals.entries + cache.pointee.index
              let old = entry.pointee.value
              entry.pointee.value = value
              old.release()
            } else {
              storeGlobal(globals, Str(K[Int(i.c)]), value, cache)
            }
          case .deleteGlobal:
            frame.pointee.pc = pc
            try deleteName(frame.pointee.globals.value, Str(K[i.bc]))
          case .loadName:
            frame.pointee.pc = pc
            (R + Int(i.a)).replace(with: try loadName(frame, Str(K[i.bc])))
          case .loadClassFree:
            frame.pointee.pc = pc
            (R + Int(i.a)).replace(with: try loadClassFree(frame, i, Str(K[Int(i.c)])))
          case .storeName:
            frame.pointee.pc = pc
            let value = try take(i, R, K)
            defer { value.release() }
            try storeName(frame.pointee.namespace, Str(K[Int(i.c)]), value)
          case .deleteName:
            frame.pointee.pc = pc
            try deleteName(frame.pointee.namespace, Str(K[i.bc]))

          // MARK: Arithmetic
          case .add:
            if onNumbers(i, R, K, { $0.addingReportingOverflow($1) }, +) { continue }
            frame.pointee.pc = pc
            try arithmetic(.add, i, frame, R, K)
          case .subtract:
            if onNumbers(i, R, K, { $0.subtractingReportingOverflow($1) }, -) { continue }
            frame.pointee.pc = pc
            try arithmetic(.subtract, i, frame, R, K)
          case .multiply:
            if onNumbers(i, R, K, { $0.multipliedReportingOverflow(by: $1) }, *) { continue }
            frame.pointee.pc = pc
            try arithmetic(.multiply, i, frame, R, K)
          case .trueDivide:
            let (b, c) = (operandB(i, R, K), operandC(i, R, K))
            if b.tag == .float && c.tag == .float && c.asFloat != 0 {
              setNumber(R + Int(i.a), Value(b.asFloat / c.asFloat))
              continue
            }
            frame.pointee.pc = pc
            try arithmetic(.trueDivide, i, frame, R, K)
          case .floorDivide:
            let (b, c) = (operandB(i, R, K), operandC(i, R, K))
            if b.tag == .int && c.tag == .int && c.asInt > 0 {
              let (x, y) = (b.asInt, c.asInt)
              let quotient = x / y
              setNumber(R + Int(i.a), Value(quotient &- (x &- quotient &* y < 0 ? 1 : 0)))
              continue
            }
            frame.pointee.pc = pc
            try arithmetic(.floorDivide, i, frame, R, K)
          case .modulo:
            let (b, c) = (operandB(i, R, K), operandC(i, R, K))
            if b.tag == .int && c.tag == .int && c.asInt > 0 {
              let remainder = b.asInt % c.asInt
              setNumber(R + Int(i.a), Value(remainder < 0 ? remainder &+ c.asInt : remainder))
              continue
            }
            frame.pointee.pc = pc
            try arithmetic(.modulo, i, frame, R, K)
          case .power:
            frame.pointee.pc = pc
            try arithmetic(.power, i, frame, R, K)
          case .matrixMultiply:
            frame.pointee.pc = pc
            try arithmetic(.matrixMultiply, i, frame, R, K)
          case .leftShift:
            frame.pointee.pc = pc
            try arithmetic(.leftShift, i, frame, R, K)
          case .rightShift:
            let (b, c) = (operandB(i, R, K), operandC(i, R, K))
            if b.tag == .int && c.tag == .int && c.asInt >= 0 {
              setNumber(R + Int(i.a), Value(b.asInt >> min(c.asInt, 63)))
              continue
            }
            frame.pointee.pc = pc
            try arithmetic(.rightShift, i, frame, R, K)
          case .bitAnd:
            if onInts(i, R, K, &) { continue }
            frame.pointee.pc = pc
            try arithmetic(.bitAnd, i, frame, R, K)
          case .bitOr:
            if onInts(i, R, K, |) { continue }
            frame.pointee.pc = pc
            try arithmetic(.bitOr, i, frame, R, K)
          case .bitXor:
            if onInts(i, R, K, ^) { continue }
            frame.pointee.pc = pc
            try arithmetic(.bitXor, i, frame, R, K)
          case .negative:
            let b = operandB(i, R, K)
            if b.tag == .float {
              setNumber(R + Int(i.a), Value(-b.asFloat))
              continue
            }
            if b.tag == .int && b.asInt != Int.min {
              setNumber(R + Int(i.a), Value(-b.asInt))
              continue
            }
            frame.pointee.pc = pc
            try unary(.negative, i, frame, R, K)
          case .positive:
            frame.pointee.pc = pc
            try unary(.positive, i, frame, R, K)
          case .invert:
            frame.pointee.pc = pc
            try unary(.invert, i, frame, R, K)
          case .not:
            frame.pointee.pc = pc
            let b = try bound(operandB(i, R, K), i.b, frame)
            let truth = try isTrue(b)
            consumeB(i, R)
            (R + Int(i.a)).replace(with: Value(!truth))

          // MARK: Comparisons
          case .less: try compare(.less, i, frame, pc, R, K, <, <)
          case .lessEqual: try compare(.lessEqual, i, frame, pc, R, K, <=, <=)
          case .equal: try compare(.equal, i, frame, pc, R, K, ==, ==)
          case .notEqual: try compare(.notEqual, i, frame, pc, R, K, !=, !=)
          case .greater: try compare(.greater, i, frame, pc, R, K, >, >)
          case .greaterEqual: try compare(.greaterEqual, i, frame, pc, R, K, >=, >=)
          case .identical, .notIdentical:
            let b = try bound(operandB(i, R, K), i.b, frame)
            let c = try bound(operandC(i, R, K), i.c, frame)
            let same = b.isIdentical(to: c)
            consumeBC(i, R)
            (R + Int(i.a)).replace(with: Value(same == (i.opcode == .identical)))
          case .contains, .notContains:
            frame.pointee.pc = pc
            let b = try bound(operandB(i, R, K), i.b, frame)
            let c = try bound(operandC(i, R, K), i.c, frame)
            let found = try Interpreter.contains(c, b)
            consumeBC(i, R)
            (R + Int(i.a)).replace(with: Value(found == (i.opcode == .contains)))

          // MARK: Jumps
          case .jump:
            pc += i.bc
          case .loop:
            pc += i.bc
            if machine.pointee.attention {
              frame.pointee.pc = pc
              try attend()
            }
          case .jumpIfTrue:
            let a = R[Int(i.a)]
            if a.tag == .bool {
              if a.bits != 0 { pc += i.bc }
              continue
            }
            frame.pointee.pc = pc
            if try truth(i, frame, R) { pc += i.bc }
          case .jumpIfFalse:
            let a = R[Int(i.a)]
            if a.tag == .bool {
              if a.bits == 0 { pc += i.bc }
              continue
            }
            frame.pointee.pc = pc
            if try !truth(i, frame, R) { pc += i.bc }
          case .jumpIfNone:
            let a = try bound(R[Int(i.a)], i.a, frame)
            if i.flags.contains(.consumesA) {
              R[Int(i.a)].tag = .unbound
              a.release()
            }
            if a.isNone { pc += i.bc }
          case .jumpIfNotNone:
            let a = try bound(R[Int(i.a)], i.a, frame)
            if i.flags.contains(.consumesA) {
              R[Int(i.a)].tag = .unbound
              a.release()
            }
            if !a.isNone { pc += i.bc }
          case .jumpIfLess:
            if try jumps(.less, i, frame, pc, R, K, <, <) { pc += i.offset }
          case .jumpIfLessEqual:
            if try jumps(.lessEqual, i, frame, pc, R, K, <=, <=) { pc += i.offset }
          case .jumpIfEqual:
            if try jumps(.equal, i, frame, pc, R, K, ==, ==) { pc += i.offset }
          case .jumpIfNotEqual:
            if try jumps(.notEqual, i, frame, pc, R, K, !=, !=) { pc += i.offset }
          case .jumpIfGreater:
            if try jumps(.greater, i, frame, pc, R, K, >, >) { pc += i.offset }
          case .jumpIfGreaterEqual:
            if try jumps(.greaterEqual, i, frame, pc, R, K, >=, >=) { pc += i.offset }
          case .jumpIfIdentical:
            let a = try bound(R[Int(i.a)], i.a, frame)
            let b = try bound(operandB(i, R, K), i.b, frame)
            let holds = a.isIdentical(to: b)
            consumeA(i, R)
            consumeB(i, R)
            if holds != i.flags.contains(.negated) { pc += i.offset }
          case .jumpIfContains:
            frame.pointee.pc = pc
            let a = try bound(R[Int(i.a)], i.a, frame)
            let b = try bound(operandB(i, R, K), i.b, frame)
            let holds = try Interpreter.contains(b, a)
            consumeA(i, R)
            consumeB(i, R)
            if holds != i.flags.contains(.negated) { pc += i.offset }

          // MARK: Attributes and items
          case .getAttribute:
            let cache = caches(frame) + pc.pointee.bc
            pc += 1
            let object = R[Int(i.b)]
            if object.tag == .object {
              if object.header.pointee.layout == .instance {
                let instance = Instance(object)
                if cache.pointee.shape != 0,
                  UInt64(UInt(bitPattern: instance.cell.pointee.shape)) == cache.pointee.shape,
                  instance.type.cell.pointee.version == cache.pointee.version
                {
                  // One of `__slots__` may have lost its value.
                  let value = instance.slot(cache.pointee.index).pointee.retained()
                  if value.tag != .unbound {
                    consumeB(i, R)
                    (R + Int(i.a)).replace(with: value)
                    continue
                  }
                }
              } else if object.header.pointee.layout == .module {
                let namespace = Module(object).namespace.cell
                if namespace.pointee.version == cache.pointee.version
                  && cache.pointee.version != 0
                {
                  let value = namespace.pointee.entries.unsafelyUnwrapped[cache.pointee.index]
                    .value.retained()
                  consumeB(i, R)
                  (R + Int(i.a)).replace(with: value)
                  continue
                }
              }
            }
            frame.pointee.pc = pc
            try Machine.getAttribute(i, frame, R, Str(K[Int(i.c)]), cache)
          case .setAttribute:
            let cache = caches(frame) + pc.pointee.bc
            pc += 1
            let object = R[Int(i.a)]
            if object.tag == .object, object.header.pointee.layout == .instance {
              let instance = Instance(object)
              if cache.pointee.shape != 0,
                UInt64(UInt(bitPattern: instance.cell.pointee.shape)) == cache.pointee.shape,
                instance.type.cell.pointee.version == cache.pointee.version
              {
                let value = operandB(i, R, K)
                if value.tag != .unbound {
                  value.retained()
                  if cache.pointee.value == 0 {
                    instance.slot(cache.pointee.index).replace(with: value)
                  } else {
                    instance.append(
                      UnsafeMutablePointer(bitPattern: UInt(cache.pointee.value))
                        .unsafelyUnwrapped, value)
                    value.release()
                  }
                  consumeB(i, R)
                  consumeA(i, R)
                  continue
                }
              }
            }
            frame.pointee.pc = pc
            try setAttribute(i, frame, R, K, Str(K[Int(i.c)]), cache)
          case .deleteAttribute:
            frame.pointee.pc = pc
            let object = try bound(R[Int(i.a)], i.a, frame)
            try Interpreter.setAttribute(object, Str(K[i.bc]), .unbound)
            consumeA(i, R)
          case .loadMethod:
            let cache = caches(frame) + pc.pointee.bc
            pc += 1
            let object = R[Int(i.b)]
            if object.tag == .object && cache.pointee.version != 0 {
              let type = object.header.pointee.type.cell
              if type.pointee.version == cache.pointee.version {
                let fits =
                  object.header.pointee.layout != .instance
                  || UInt64(UInt(bitPattern: Instance(object).cell.pointee.shape))
                    == cache.pointee.shape
                if fits {
                  let method = Value(tag: .object, bits: cache.pointee.value).retained()
                  if i.flags.contains(.consumesB) {
                    R[Int(i.b)].tag = .unbound
                  } else {
                    object.retained()
                  }
                  R[Int(i.a)] = method
                  R[Int(i.a) + 1] = object
                  continue
                }
              }
            }
            frame.pointee.pc = pc
            try loadMethod(i, frame, R, Str(K[Int(i.c)]), cache)
          case .loadSuper:
            frame.pointee.pc = pc
            try loadSuper(i, frame, R, Str(K[Int(i.c)]))
          case .loadSpecial:
            frame.pointee.pc = pc
            try loadSpecial(i, frame, R)
          case .getItem:
            let object = R[Int(i.b)]
            let key = operandC(i, R, K)
            if object.tag == .object && key.tag == .int {
              let layout = object.header.pointee.exactLayout
              if layout == .list {
                let list = List(object)
                var index = key.asInt
                if index < 0 { index += list.count }
                if index >= 0 && index < list.count {
                  let value = list.element(index)
                  consumeB(i, R)
                  (R + Int(i.a)).replace(with: value)
                  continue
                }
              } else if layout == .tuple {
                let tuple = Tuple(object)
                var index = key.asInt
                if index < 0 { index += tuple.count }
                if index >= 0 && index < tuple.count {
                  let value = tuple[index].retained()
                  consumeB(i, R)
                  (R + Int(i.a)).replace(with: value)
                  continue
                }
              } else if object.header.pointee.layout == .cData {
                let value = CSlices.plainItem(object, key)
                if !value.isUnbound {
                  consumeB(i, R)
                  (R + Int(i.a)).replace(with: value)
                  continue
                }
              }
            }
            frame.pointee.pc = pc
            try Machine.getItem(i, frame, R, K)
          case .setItem:
            let object = R[Int(i.a)]
            let key = operandB(i, R, K)
            let value = operandC(i, R, K)
            if object.tag == .object && key.tag == .int && value.tag != .unbound
              && object.header.pointee.exactLayout == .list
            {
              let list = List(object)
              var index = key.asInt
              if index < 0 { index += list.count }
              if index >= 0 && index < list.count {
                list.set(index, value)
                consumeBC(i, R)
                consumeA(i, R)
                continue
              }
            }
            frame.pointee.pc = pc
            try Machine.setItem(i, frame, R, K)
          case .deleteItem:
            frame.pointee.pc = pc
            let object = try bound(R[Int(i.a)], i.a, frame)
            let key = try bound(operandB(i, R, K), i.b, frame)
            try Interpreter.setItem(object, key, .unbound)
            consumeB(i, R)
            consumeA(i, R)

          // MARK: Builders
          case .buildSlice, .buildTuple, .buildList, .buildSet, .buildMap, .buildString,
            .listAppend, .listExtend, .listToTuple, .setAdd, .setUpdate, .mapAdd, .mapUpdate,
            .mapMerge:
            frame.pointee.pc = pc
            try build(i, frame, R, K)
          case .format:
            let conversion = pc.pointee.bc
            pc += 1
            frame.pointee.pc = pc
            try format(i, frame, R, K, conversion)

          // MARK: Unpacking and iteration
          case .unpack:
            frame.pointee.pc = pc
            try unpack(i, frame, R)
          case .unpackStarred:
            let extra = pc.pointee
            pc += 1
            frame.pointee.pc = pc
            try unpackStarred(i, frame, R, before: Int(extra.b), after: Int(extra.c))
          case .iterate:
            frame.pointee.pc = pc
            let iterator = try Interpreter.iterate(bound(operandB(i, R, K), i.b, frame))
            consumeB(i, R)
            (R + Int(i.a)).replace(with: iterator)
          case .forEach:
            let iterator = R[Int(i.b)]
            switch iterator.header.pointee.layout {
            case .rangeIterator:
              let cell = iterator.cell(as: RangeIteratorCell.self)
              if cell.pointee.remaining > 0 {
                let value = cell.pointee.next
                cell.pointee.remaining &-= 1
                cell.pointee.next = value &+ cell.pointee.step
                setNumber(R + Int(i.a), Value(value))
                continue
              }
            case .listIterator:
              let cell = iterator.cell(as: IteratorCell.self)
              if !cell.pointee.container.isUnbound {
                let list = List(cell.pointee.container)
                let index = cell.pointee.index
                if index < list.count {
                  cell.pointee.index = index + 1
                  (R + Int(i.a)).replace(with: list.element(index))
                  continue
                }
                let container = cell.pointee.container
                cell.pointee.container = .unbound
                container.release()
              }
            case .tupleIterator:
              let cell = iterator.cell(as: IteratorCell.self)
              if !cell.pointee.container.isUnbound {
                let tuple = Tuple(cell.pointee.container)
                let index = cell.pointee.index
                if index < tuple.count {
                  cell.pointee.index = index + 1
                  (R + Int(i.a)).replace(with: tuple[index].retained())
                  continue
                }
              }
            case .generator where iterator.cell(as: GeneratorCell.self).pointee.state.isWaiting:
              frame.pointee.pc = pc
              try resume(
                Generator(iterator), .none, kind: .loopGenerator, result: R + Int(i.a))
              load()
              continue
            default:
              frame.pointee.pc = pc
              if isPairUnpacked(pc, i.a),
                let more = try nextPair(of: iterator, to: R + Int(pc.pointee.a))
              {
                if !more { break }
                pc += 1
                continue
              }
              let value = try Interpreter.next(iterator)
              if !value.isUnbound {
                (R + Int(i.a)).replace(with: value)
                continue
              }
            }
            R[Int(i.b)].tag = .unbound
            iterator.release()
            pc += i.offset

          // MARK: Calls
          case .call:
            frame.pointee.pc = pc
            let slot = R + Int(i.a)
            let callee = slot.pointee
            var arguments = slot + 2
            var count = Int(i.b)
            let hasSelf = i.flags.contains(.hasSelf) && slot[1].tag != .unbound
            if hasSelf {
              arguments -= 1
              count += 1
            }
            if callee.tag == .object {
              if callee.header.pointee.layout == .function {
                try enter(callee, arguments, count, .unbound, R + Int(i.c), slot)
                load()
                continue
              }
              if callee.header.pointee.layout == .builtin {
                let cell = callee.cell(as: BuiltinCell.self)
                let shape = cell.shape
                if cell.pointee.instance.isUnbound {
                  if hasSelf || shape.pointee.isFunction {
                    if shape.pointee.exact != count {
                      if try callFilled(callee, slot, arguments, count, R + Int(i.c)) { continue }
                      try callOther(slot, arguments, count, .unbound, R + Int(i.c))
                      continue
                    }
                    let result = try callExactly(cell.pointee.info, arguments, count)
                    for index in 0..<count {
                      let value = arguments[index]
                      arguments[index].tag = .unbound
                      value.release()
                    }
                    slot.pointee.tag = .unbound
                    callee.release()
                    (R + Int(i.c)).replace(with: result)
                    if machine.pointee.attention { try attend() }
                    continue
                  }
                } else if !hasSelf {
                  if shape.pointee.exact == count + 1 {
                    try callBound(callee, slot, count, R + Int(i.c))
                    continue
                  }
                  if try callFilled(callee, slot, arguments, count, R + Int(i.c)) { continue }
                }
              } else if try enterOther(callee, slot, hasSelf, count, R + Int(i.c)) {
                load()
                continue
              }
            }
            try callOther(slot, arguments, count, .unbound, R + Int(i.c))
          case .callKeywords:
            let names = K[pc.pointee.bc]
            pc += 1
            frame.pointee.pc = pc
            let slot = R + Int(i.a)
            let callee = slot.pointee
            var arguments = slot + 2
            var count = Int(i.b)
            if i.flags.contains(.hasSelf) && slot[1].tag != .unbound {
              arguments -= 1
              count += 1
            }
            if callee.has(.function) {
              try enter(callee, arguments, count, names, R + Int(i.c), slot)
              load()
              continue
            }
            try callOther(slot, arguments, count, names, R + Int(i.c))
          case .callSpread:
            frame.pointee.pc = pc
            try callSpread(i, R)
          case .returnValue:
            let result: Value
            if i.flags.contains(.constantB) {
              result = K[i.bc].retained()
            } else {
              let value = R[Int(i.a)]
              if value.tag == .unbound { throw unboundLocal(frame, Int(i.a)) }
              if i.flags.contains(.consumesA) {
                R[Int(i.a)].tag = .unbound
                result = value
              } else {
                result = value.retained()
              }
            }
            if frame.pointee.kind == .ordinary {
              let target = frame.pointee.result.unsafelyUnwrapped
              popFrame()
              target.replace(with: result)
              load()
              continue
            }
            frame.pointee.pc = pc
            if try finish(frame, result) { return machine.pointee.takeReturned() }
            load()
          case .yieldValue:
            let value = try take(i, R, K)
            var (kind, target) = (frame.pointee.kind, frame.pointee.result)
            suspend(at: pc)
            if kind == .delegate { (kind, target) = suspendDelegators() }
            if kind == .entry { return value }
            target.unsafelyUnwrapped.replace(with: value)
            load()
          case .yieldFrom:
            frame.pointee.pc = pc
            let delegated = Generator(R[Int(i.b)])
            if delegated.canBeResumed(with: R[Int(i.a)]) {
              let sent = R[Int(i.a)]
              R[Int(i.a)].tag = .unbound
              try resume(
                delegated, sent.tag == .unbound ? .none : sent, kind: .delegate, result: nil)
              load()
              continue
            }
            let value = try delegate(i, R)
            if value.isUnbound { continue }
            var (kind, target) = (frame.pointee.kind, frame.pointee.result)
            suspend(at: pc - 1)
            if kind == .delegate { (kind, target) = suspendDelegators() }
            if kind == .entry { return value }
            target.unsafelyUnwrapped.replace(with: value)
            load()
          case .getYieldFromIterator, .getAwaitable, .getAsyncIterator, .getAsyncNext,
            .endAsyncFor:
            frame.pointee.pc = pc
            try asynchronous(i, frame, R, K)

          // MARK: Functions, classes, modules
          case .makeFunction:
            makeFunction(i, frame, R, K)
          case .loadBuildClass:
            frame.pointee.pc = pc
            let value = frame.pointee.builtins.get(.buildClass)
            if value.isUnbound { throw raise(.nameError, "__build_class__ not found") }
            (R + Int(i.a)).replace(with: value.retained())
          case .loadCommon:
            let kind: ExceptionKind = i.b == 0 ? .assertionError : .notImplementedError
            (R + Int(i.a)).replace(with: kind.type.value.retained())
          case .importName, .importFrom, .importStar, .setupAnnotations:
            frame.pointee.pc = pc
            try importing(i, frame, R, K)

          // MARK: Exceptions
          case .raise:
            frame.pointee.pc = pc
            throw try raisedException(i, R)
          case .pushHandled:
            let exception = takeRaised()
            R[Int(i.a)] = machine.pointee.handled
            machine.pointee.handled = exception.retained()
            R[Int(i.a) + 1] = exception
          case .popHandled:
            let old = machine.pointee.handled
            machine.pointee.handled = R[Int(i.a)]
            R[Int(i.a)].tag = .unbound
            old.release()
          case .reraise:
            let exception = R[Int(i.a)]
            R[Int(i.a)].tag = .unbound
            frame.pointee.pc = pc
            machine.pointee.reraises = true
            throw raiseAgain(exception)
          case .matchException, .matchExceptionGroup, .prepareReraiseStar, .exceptionArguments:
            frame.pointee.pc = pc
            try matching(i, frame, R, K)

          // MARK: Patterns and others
          case .matchSequence, .matchMapping, .matchKeys, .matchClass, .length, .copyMap:
            frame.pointee.pc = pc
            try pattern(i, frame, R, K)
          case .printExpression:
            frame.pointee.pc = pc
            let value = try bound(R[Int(i.a)], i.a, frame)
            try displayHook(value)
            consumeA(i, R)
          case .setTypeParameters:
            frame.pointee.pc = pc
            try Interpreter.setAttribute(R[Int(i.a)], Name.typeParameters.str, R[Int(i.b)])
            consumeB(i, R)
          case .traced:
            frame.pointee.pc = pc
            try Tracing.step(frame)
            pc -= 1
          case .extra:
            fatalError("the second word of an instruction is not executed")
          }
        }
      } catch {
        // `machine.pointee.frame` is the frame whose instruction raised, since every push and pop loads the locals.
        machine.pointee.frame.pointee.pc = pc
        if !unwind() { throw error }
        load()
      }
    }
  }
}
