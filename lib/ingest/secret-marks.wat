;; The inner loop of secret-marks.ts. `npx wat2wasm` makes of this what secret-marks-wasm.ts holds; secret-marks.test.ts compares the two.
(module
  (import "room" "memory" (memory 1))

  ;; The places in [from, to), counted from there, of '=', '@', 'J', "za", "ki", "Be" and "Ba" and of quotes before ':', as numbers to $list;
  ;; returns where these end. Of the '=' only those whose key may be secret by its last three letters ($perhaps, by five bits a letter), and
  ;; those whose value may be 24 bytes long ($values, by byte: 1 = of a value); of the quotes only those of names that may be secret by their
  ;; letters ($inJson: 1), be they '\"' as in JSON within JSON, and those of "key" and "name" ($inJson: 2) whose text may be by its own.
  ;; 65 zeros stand behind $to.
  (func (export "scan") (param $from i32) (param $to i32) (param $perhaps i32) (param $inJson i32) (param $values i32) (param $list i32) (result i32)
    (local $p i32) (local $marks i64) (local $where i32) (local $v v128) (local $n v128) (local $low v128)
    (local $lone v128) (local $second v128) (local $first v128) (local $half v128) (local $quote v128) (local $B v128) (local $but4 v128) (local $a v128) (local $key i32) (local $c i32) (local $kind i32) (local $end i32)
    ;; Tables are asked by a byte's lower half. '=', '@' and 'J':
    (local.set $lone (v128.const i8x16 64 0 0 0 0 0 0 0 0 0 74 0 0 61 0 0))
    ;; ':', 'a' and 'i', and what stands before them: a quote (or any byte up to it, as a blank), 'z', 'k'.
    (local.set $second (v128.const i8x16 0 97 0 0 0 0 0 0 0 105 58 0 0 0 0 0))
    (local.set $first (v128.const i8x16 0 122 0 0 0 0 0 0 0 107 34 0 0 0 0 0))
    (local.set $half (i8x16.splat (i32.const 15)))
    (local.set $quote (i8x16.splat (i32.const 34)))
    (local.set $B (i8x16.splat (i32.const 66)))
    ;; 'a' and 'e' without the bit in which they differ.
    (local.set $but4 (i8x16.splat (i32.const 251)))
    (local.set $a (i8x16.splat (i32.const 97)))
    (local.set $p (local.get $from))
    (block $done
      (loop $block
        (br_if $done (i32.ge_u (local.get $p) (local.get $to)))
        ;; A bit for each of 64 bytes that is a mark; the first byte's is the lowest. Written out: V8 calls functions of WebAssembly, it does not inline them.
        (local.set $v (v128.load (local.get $p)))
        (local.set $n (v128.load offset=1 (local.get $p)))
        (local.set $marks (i64.extend_i32_u (i8x16.bitmask (v128.or
          (v128.or (i8x16.eq (local.get $v) (i8x16.swizzle (local.get $lone) (v128.and (local.get $v) (local.get $half))))
            (v128.and (i8x16.eq (local.get $v) (local.get $B)) (i8x16.eq (v128.and (local.get $n) (local.get $but4)) (local.get $a))))
          (v128.and (i8x16.eq (i8x16.max_u (local.get $v) (local.get $quote)) (i8x16.swizzle (local.get $first) (local.tee $low (v128.and (local.get $n) (local.get $half)))))
            (i8x16.eq (local.get $n) (i8x16.swizzle (local.get $second) (local.get $low))))))))
        (local.set $v (v128.load offset=16 (local.get $p)))
        (local.set $n (v128.load offset=17 (local.get $p)))
        (local.set $marks (i64.or (local.get $marks) (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or
          (v128.or (i8x16.eq (local.get $v) (i8x16.swizzle (local.get $lone) (v128.and (local.get $v) (local.get $half))))
            (v128.and (i8x16.eq (local.get $v) (local.get $B)) (i8x16.eq (v128.and (local.get $n) (local.get $but4)) (local.get $a))))
          (v128.and (i8x16.eq (i8x16.max_u (local.get $v) (local.get $quote)) (i8x16.swizzle (local.get $first) (local.tee $low (v128.and (local.get $n) (local.get $half)))))
            (i8x16.eq (local.get $n) (i8x16.swizzle (local.get $second) (local.get $low))))))) (i64.const 16))))
        (local.set $v (v128.load offset=32 (local.get $p)))
        (local.set $n (v128.load offset=33 (local.get $p)))
        (local.set $marks (i64.or (local.get $marks) (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or
          (v128.or (i8x16.eq (local.get $v) (i8x16.swizzle (local.get $lone) (v128.and (local.get $v) (local.get $half))))
            (v128.and (i8x16.eq (local.get $v) (local.get $B)) (i8x16.eq (v128.and (local.get $n) (local.get $but4)) (local.get $a))))
          (v128.and (i8x16.eq (i8x16.max_u (local.get $v) (local.get $quote)) (i8x16.swizzle (local.get $first) (local.tee $low (v128.and (local.get $n) (local.get $half)))))
            (i8x16.eq (local.get $n) (i8x16.swizzle (local.get $second) (local.get $low))))))) (i64.const 32))))
        (local.set $v (v128.load offset=48 (local.get $p)))
        (local.set $n (v128.load offset=49 (local.get $p)))
        (local.set $marks (i64.or (local.get $marks) (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or
          (v128.or (i8x16.eq (local.get $v) (i8x16.swizzle (local.get $lone) (v128.and (local.get $v) (local.get $half))))
            (v128.and (i8x16.eq (local.get $v) (local.get $B)) (i8x16.eq (v128.and (local.get $n) (local.get $but4)) (local.get $a))))
          (v128.and (i8x16.eq (i8x16.max_u (local.get $v) (local.get $quote)) (i8x16.swizzle (local.get $first) (local.tee $low (v128.and (local.get $n) (local.get $half)))))
            (i8x16.eq (local.get $n) (i8x16.swizzle (local.get $second) (local.get $low))))))) (i64.const 48))))
        (block $none
          (loop $mark
            (br_if $none (i64.eqz (local.get $marks)))
            (local.set $where (i32.add (local.get $p) (i32.wrap_i64 (i64.ctz (local.get $marks)))))
            (local.set $marks (i64.and (local.get $marks) (i64.sub (local.get $marks) (i64.const 1))))
            (local.set $c (i32.load8_u (local.get $where)))
            (block $keep
              (if (i32.eq (local.get $c) (i32.const 61)) (then
                (br_if $keep (i32.lt_u (i32.sub (local.get $where) (local.get $from)) (i32.const 3)))
                (br_if $keep (i32.load8_u (i32.add (local.get $perhaps) (i32.or
                  (i32.or (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $where) (i32.const 3))) (i32.const 31)) (i32.const 10)) (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $where) (i32.const 2))) (i32.const 31)) (i32.const 5)))
                  (i32.and (i32.load8_u (i32.sub (local.get $where) (i32.const 1))) (i32.const 31))))))
                (br_if $mark (i32.ge_u (i32.add (local.get $where) (i32.const 24)) (local.get $to)))
                (br_if $mark (i32.eqz (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=1 (local.get $where))))))
                (br_if $mark (i32.eqz (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=3 (local.get $where))))))
                (br_if $mark (i32.eqz (i32.and
                  (i32.and (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=6 (local.get $where)))) (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=10 (local.get $where)))))
                  (i32.and (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=16 (local.get $where)))) (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=24 (local.get $where))))))))
                (br $keep)))
              (br_if $keep (i32.gt_u (local.get $c) (i32.const 34)))
              ;; Blanks may stand between a name and its colon.
              (loop $back (if (i32.or (i32.eq (local.get $c) (i32.const 32)) (i32.eq (local.get $c) (i32.const 9))) (then
                (local.set $where (i32.sub (local.get $where) (i32.const 1)))
                (local.set $c (i32.load8_u (local.get $where)))
                (br $back))))
              (br_if $mark (i32.ne (local.get $c) (i32.const 34)))
              (br_if $mark (i32.lt_u (i32.sub (local.get $where) (local.get $from)) (i32.const 4)))
              (local.set $key (i32.sub (local.get $where) (i32.eq (i32.load8_u (i32.sub (local.get $where) (i32.const 1))) (i32.const 92))))
              (local.set $kind (i32.load8_u (i32.add (local.get $inJson) (i32.or
                (i32.or (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $key) (i32.const 3))) (i32.const 31)) (i32.const 10)) (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $key) (i32.const 2))) (i32.const 31)) (i32.const 5)))
                (i32.and (i32.load8_u (i32.sub (local.get $key) (i32.const 1))) (i32.const 31))))))
              (br_if $mark (i32.eqz (local.get $kind)))
              (if (i32.and (local.get $kind) (i32.const 2)) (then
                ;; "key" or "name": the letters of the text behind it count. Others that end so may be secret themselves.
                (if (i32.ne (i32.load8_u (i32.sub (local.get $key) (i32.const 4))) (i32.const 34)) (then
                  (br_if $keep (i32.and (local.get $kind) (i32.const 1)))
                  (br_if $mark (i32.ne (i32.load8_u (i32.sub (local.get $key) (i32.const 5))) (i32.const 34)))))
                (local.set $key (i32.add (local.get $where) (i32.const 1)))
                (loop $skip
                  (local.set $kind (i32.load8_u (local.get $key)))
                  (if (i32.or (i32.or (i32.eq (local.get $kind) (i32.const 58)) (i32.eq (local.get $kind) (i32.const 32))) (i32.or (i32.eq (local.get $kind) (i32.const 92)) (i32.eq (local.get $kind) (i32.const 9))))
                    (then (local.set $key (i32.add (local.get $key) (i32.const 1))) (br $skip))))
                (br_if $mark (i32.ne (local.get $kind) (i32.const 34)))
                (local.set $end (i32.add (local.get $key) (i32.const 128)))
                (local.set $key (i32.add (local.get $key) (i32.const 1)))
                (loop $text
                  (br_if $mark (i32.or (i32.ge_u (local.get $key) (local.get $end)) (i32.ge_u (local.get $key) (local.get $to))))
                  (local.set $kind (i8x16.bitmask (i8x16.eq (v128.load (local.get $key)) (local.get $quote))))
                  (if (i32.eqz (local.get $kind)) (then (local.set $key (i32.add (local.get $key) (i32.const 16))) (br $text))))
                (local.set $key (i32.add (local.get $key) (i32.ctz (local.get $kind))))
                (br_if $mark (i32.ge_u (local.get $key) (local.get $to)))
                (local.set $key (i32.sub (local.get $key) (i32.eq (i32.load8_u (i32.sub (local.get $key) (i32.const 1))) (i32.const 92))))
                (br_if $mark (i32.eqz (i32.and (i32.const 1) (i32.load8_u (i32.add (local.get $inJson) (i32.or
                  (i32.or (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $key) (i32.const 3))) (i32.const 31)) (i32.const 10)) (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $key) (i32.const 2))) (i32.const 31)) (i32.const 5)))
                  (i32.and (i32.load8_u (i32.sub (local.get $key) (i32.const 1))) (i32.const 31)))))))))))
            (i32.store (local.get $list) (i32.sub (local.get $where) (local.get $from)))
            (local.set $list (i32.add (local.get $list) (i32.const 4)))
            (br $mark)))
        (local.set $p (i32.add (local.get $p) (i32.const 64)))
        (br $block)))
    (local.get $list)))
