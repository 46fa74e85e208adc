;; The inner loop of secret-marks.ts. `npx wat2wasm` makes of this what secret-marks-wasm.ts holds; secret-marks.test.ts compares the two.
(module
  (import "room" "memory" (memory 1))

  ;; The places in [from, to), counted from there, of '=', '@', 'J', '":', "za", "ki", "Be" and "Ba", as numbers to $list; returns where these
  ;; end. Of the '=' only those whose key may be secret by its last three letters ($perhaps, by five bits a letter), and those whose value may
  ;; be 24 bytes long ($values, by byte: 1 = of a value); of the '":' only those whose key may be secret, be it '\":' as in JSON within JSON.
  ;; 65 zeros stand behind $to.
  (func (export "scan") (param $from i32) (param $to i32) (param $perhaps i32) (param $values i32) (param $list i32) (result i32)
    (local $p i32) (local $marks i64) (local $where i32) (local $v v128) (local $n v128)
    (local $equals v128) (local $at v128) (local $J v128) (local $z v128) (local $k v128) (local $B v128) (local $a v128) (local $i v128) (local $e v128) (local $quote v128) (local $colon v128) (local $key i32)
    (local.set $equals (i8x16.splat (i32.const 61)))
    (local.set $at (i8x16.splat (i32.const 64)))
    (local.set $J (i8x16.splat (i32.const 74)))
    (local.set $z (i8x16.splat (i32.const 122)))
    (local.set $k (i8x16.splat (i32.const 107)))
    (local.set $B (i8x16.splat (i32.const 66)))
    (local.set $a (i8x16.splat (i32.const 97)))
    (local.set $i (i8x16.splat (i32.const 105)))
    (local.set $e (i8x16.splat (i32.const 101)))
    (local.set $quote (i8x16.splat (i32.const 34)))
    (local.set $colon (i8x16.splat (i32.const 58)))
    (local.set $p (local.get $from))
    (block $done
      (loop $block
        (br_if $done (i32.ge_u (local.get $p) (local.get $to)))
        ;; A bit for each of 64 bytes that is a mark; the first byte's is the lowest. Written out: V8 calls functions of WebAssembly, it does not inline them.
        (local.set $v (v128.load (local.get $p)))
        (local.set $n (v128.load offset=1 (local.get $p)))
        (local.set $marks (i64.extend_i32_u (i8x16.bitmask (v128.or
          (v128.or (i8x16.eq (local.get $v) (local.get $equals)) (v128.or (v128.or (i8x16.eq (local.get $v) (local.get $at)) (i8x16.eq (local.get $v) (local.get $J))) (v128.and (i8x16.eq (local.get $v) (local.get $quote)) (i8x16.eq (local.get $n) (local.get $colon)))))
          (v128.or (v128.or (v128.and (i8x16.eq (local.get $v) (local.get $z)) (i8x16.eq (local.get $n) (local.get $a))) (v128.and (i8x16.eq (local.get $v) (local.get $k)) (i8x16.eq (local.get $n) (local.get $i)))) (v128.and (i8x16.eq (local.get $v) (local.get $B)) (v128.or (i8x16.eq (local.get $n) (local.get $e)) (i8x16.eq (local.get $n) (local.get $a)))))))))
        (local.set $v (v128.load offset=16 (local.get $p)))
        (local.set $n (v128.load offset=17 (local.get $p)))
        (local.set $marks (i64.or (local.get $marks) (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or
          (v128.or (i8x16.eq (local.get $v) (local.get $equals)) (v128.or (v128.or (i8x16.eq (local.get $v) (local.get $at)) (i8x16.eq (local.get $v) (local.get $J))) (v128.and (i8x16.eq (local.get $v) (local.get $quote)) (i8x16.eq (local.get $n) (local.get $colon)))))
          (v128.or (v128.or (v128.and (i8x16.eq (local.get $v) (local.get $z)) (i8x16.eq (local.get $n) (local.get $a))) (v128.and (i8x16.eq (local.get $v) (local.get $k)) (i8x16.eq (local.get $n) (local.get $i)))) (v128.and (i8x16.eq (local.get $v) (local.get $B)) (v128.or (i8x16.eq (local.get $n) (local.get $e)) (i8x16.eq (local.get $n) (local.get $a)))))))) (i64.const 16))))
        (local.set $v (v128.load offset=32 (local.get $p)))
        (local.set $n (v128.load offset=33 (local.get $p)))
        (local.set $marks (i64.or (local.get $marks) (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or
          (v128.or (i8x16.eq (local.get $v) (local.get $equals)) (v128.or (v128.or (i8x16.eq (local.get $v) (local.get $at)) (i8x16.eq (local.get $v) (local.get $J))) (v128.and (i8x16.eq (local.get $v) (local.get $quote)) (i8x16.eq (local.get $n) (local.get $colon)))))
          (v128.or (v128.or (v128.and (i8x16.eq (local.get $v) (local.get $z)) (i8x16.eq (local.get $n) (local.get $a))) (v128.and (i8x16.eq (local.get $v) (local.get $k)) (i8x16.eq (local.get $n) (local.get $i)))) (v128.and (i8x16.eq (local.get $v) (local.get $B)) (v128.or (i8x16.eq (local.get $n) (local.get $e)) (i8x16.eq (local.get $n) (local.get $a)))))))) (i64.const 32))))
        (local.set $v (v128.load offset=48 (local.get $p)))
        (local.set $n (v128.load offset=49 (local.get $p)))
        (local.set $marks (i64.or (local.get $marks) (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or
          (v128.or (i8x16.eq (local.get $v) (local.get $equals)) (v128.or (v128.or (i8x16.eq (local.get $v) (local.get $at)) (i8x16.eq (local.get $v) (local.get $J))) (v128.and (i8x16.eq (local.get $v) (local.get $quote)) (i8x16.eq (local.get $n) (local.get $colon)))))
          (v128.or (v128.or (v128.and (i8x16.eq (local.get $v) (local.get $z)) (i8x16.eq (local.get $n) (local.get $a))) (v128.and (i8x16.eq (local.get $v) (local.get $k)) (i8x16.eq (local.get $n) (local.get $i)))) (v128.and (i8x16.eq (local.get $v) (local.get $B)) (v128.or (i8x16.eq (local.get $n) (local.get $e)) (i8x16.eq (local.get $n) (local.get $a)))))))) (i64.const 48))))
        (block $none
          (loop $mark
            (br_if $none (i64.eqz (local.get $marks)))
            (local.set $where (i32.add (local.get $p) (i32.wrap_i64 (i64.ctz (local.get $marks)))))
            (local.set $marks (i64.and (local.get $marks) (i64.sub (local.get $marks) (i64.const 1))))
            (if (i32.and (i32.eq (i32.load8_u (local.get $where)) (i32.const 61)) (i32.ge_u (i32.sub (local.get $where) (local.get $from)) (i32.const 3))) (then
              (if (i32.eqz (i32.load8_u (i32.add (local.get $perhaps) (i32.or
                (i32.or (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $where) (i32.const 3))) (i32.const 31)) (i32.const 10)) (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $where) (i32.const 2))) (i32.const 31)) (i32.const 5)))
                (i32.and (i32.load8_u (i32.sub (local.get $where) (i32.const 1))) (i32.const 31)))))) (then
                (br_if $mark (i32.ge_u (i32.add (local.get $where) (i32.const 24)) (local.get $to)))
                (br_if $mark (i32.eqz (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=1 (local.get $where))))))
                (br_if $mark (i32.eqz (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=3 (local.get $where))))))
                (br_if $mark (i32.eqz (i32.and
                  (i32.and (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=6 (local.get $where)))) (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=10 (local.get $where)))))
                  (i32.and (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=16 (local.get $where)))) (i32.load8_u (i32.add (local.get $values) (i32.load8_u offset=24 (local.get $where))))))))))))
            (if (i32.eq (i32.load8_u (local.get $where)) (i32.const 34)) (then
              (local.set $key (local.get $where))
              (br_if $mark (i32.lt_u (i32.sub (local.get $where) (local.get $from)) (i32.const 4)))
              (if (i32.eq (i32.load8_u (i32.sub (local.get $where) (i32.const 1))) (i32.const 92)) (then (local.set $key (i32.sub (local.get $where) (i32.const 1)))))
              (br_if $mark (i32.eqz (i32.load8_u (i32.add (local.get $perhaps) (i32.or
                (i32.or (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $key) (i32.const 3))) (i32.const 31)) (i32.const 10)) (i32.shl (i32.and (i32.load8_u (i32.sub (local.get $key) (i32.const 2))) (i32.const 31)) (i32.const 5)))
                (i32.and (i32.load8_u (i32.sub (local.get $key) (i32.const 1))) (i32.const 31)))))))))
            (i32.store (local.get $list) (i32.sub (local.get $where) (local.get $from)))
            (local.set $list (i32.add (local.get $list) (i32.const 4)))
            (br $mark)))
        (local.set $p (i32.add (local.get $p) (i32.const 64)))
        (br $block)))
    (local.get $list)))
