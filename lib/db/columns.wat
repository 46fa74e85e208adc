;; The inner loops of columns.ts. `npx wat2wasm` makes of this what columns-wasm.ts holds; columns-wasm.test.ts compares the two.
;; A column is named by four times its number, which is where it stands in each of the tables that the caller lays out:
;;   $at      where its next byte goes       $limits  how far it may go, 16 bytes before its room ends
;;   $starts  where it begins                $widths  after `gather`: bytes of each word of it where it is packed, else 0
;;   $next    by column, four numbers: the column behind a space, -, behind a quote, behind a newline
(module
  (import "room" "memory" (memory 1))

  ;; Every byte of [from, to) to the place of its column. 64 zeros stand behind `to`. 0 when a column had not the room.
  (func (export "spread") (param $from i32) (param $to i32) (param $next i32) (param $at i32) (param $limits i32) (result i32)
    (local $i i32) (local $ends i64) (local $stop i32) (local $column i32) (local $p i32) (local $end i32) (local $c i32)
    (local $v v128) (local $newline v128) (local $space v128) (local $quote v128)
    (local.set $newline (i8x16.splat (i32.const 10)))
    (local.set $space (i8x16.splat (i32.const 32)))
    (local.set $quote (i8x16.splat (i32.const 34)))
    (local.set $i (local.get $from))
    (local.set $p (i32.load (local.get $at)))
    (block $done
      (loop $block
        (br_if $done (i32.ge_u (local.get $i) (local.get $to)))
        ;; A bit for each of 64 bytes that ends a word; the first byte's is the lowest. Written out: V8 calls functions of WebAssembly, it does not inline them.
        (local.set $v (v128.load (local.get $i)))
        (local.set $ends (i64.extend_i32_u (i8x16.bitmask (v128.or (i8x16.eq (local.get $v) (local.get $newline)) (v128.or (i8x16.eq (local.get $v) (local.get $space)) (i8x16.eq (local.get $v) (local.get $quote)))))))
        (local.set $v (v128.load offset=16 (local.get $i)))
        (local.set $ends (i64.or (local.get $ends) (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or (i8x16.eq (local.get $v) (local.get $newline)) (v128.or (i8x16.eq (local.get $v) (local.get $space)) (i8x16.eq (local.get $v) (local.get $quote)))))) (i64.const 16))))
        (local.set $v (v128.load offset=32 (local.get $i)))
        (local.set $ends (i64.or (local.get $ends) (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or (i8x16.eq (local.get $v) (local.get $newline)) (v128.or (i8x16.eq (local.get $v) (local.get $space)) (i8x16.eq (local.get $v) (local.get $quote)))))) (i64.const 32))))
        (local.set $v (v128.load offset=48 (local.get $i)))
        (local.set $ends (i64.or (local.get $ends) (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or (i8x16.eq (local.get $v) (local.get $newline)) (v128.or (i8x16.eq (local.get $v) (local.get $space)) (i8x16.eq (local.get $v) (local.get $quote)))))) (i64.const 48))))
        (block $none
          (loop $word
            (br_if $none (i64.eqz (local.get $ends)))
            (local.set $stop (i32.add (local.get $i) (i32.add (i32.wrap_i64 (i64.ctz (local.get $ends))) (i32.const 1))))
            (local.set $ends (i64.and (local.get $ends) (i64.sub (local.get $ends) (i64.const 1))))
            (local.set $end (i32.add (local.get $p) (i32.sub (local.get $stop) (local.get $from))))
            (if (i32.gt_u (local.get $end) (i32.load (i32.add (local.get $limits) (local.get $column)))) (then (return (i32.const 0))))
            ;; 16 bytes at once: what is too much is overwritten by the column's next word.
            (loop $copy
              (v128.store (local.get $p) (v128.load (local.get $from)))
              (local.set $p (i32.add (local.get $p) (i32.const 16)))
              (local.set $from (i32.add (local.get $from) (i32.const 16)))
              (br_if $copy (i32.lt_u (local.get $p) (local.get $end))))
            (i32.store (i32.add (local.get $at) (local.get $column)) (local.get $end))
            ;; Of the byte that ended the word, the place in $next: space 0, quote 2, newline 3.
            (local.set $c (i32.load8_u (i32.sub (local.get $stop) (i32.const 1))))
            (local.set $c (i32.or (i32.and (local.get $c) (i32.const 2)) (i32.and (i32.shr_u (local.get $c) (i32.const 3)) (i32.const 1))))
            (local.set $column (i32.load (i32.add (local.get $next) (i32.shl (i32.add (local.get $column) (local.get $c)) (i32.const 2)))))
            (local.set $p (i32.load (i32.add (local.get $at) (local.get $column))))
            (local.set $from (local.get $stop))
            (br $word)))
        (local.set $i (i32.add (local.get $i) (i32.const 64)))
        (br $block)))
    ;; Bytes that nothing ended.
    (local.set $end (i32.add (local.get $p) (i32.sub (local.get $to) (local.get $from))))
    (if (i32.gt_u (local.get $end) (i32.load (i32.add (local.get $limits) (local.get $column)))) (then (return (i32.const 0))))
    (memory.copy (local.get $p) (local.get $from) (i32.sub (local.get $to) (local.get $from)))
    (i32.store (i32.add (local.get $at) (local.get $column)) (local.get $end))
    (i32.const 1))

  ;; The columns of [0, columns) one after another to `out`; those of long hex numbers packed, two digits a byte. Returns where they end.
  (func (export "gather") (param $columns i32) (param $starts i32) (param $at i32) (param $widths i32) (param $out i32) (result i32)
    (local $column i32) (local $from i32) (local $n i32) (local $packed i32)
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $column) (local.get $columns)))
        (local.set $from (i32.load (i32.add (local.get $starts) (local.get $column))))
        (local.set $n (i32.sub (i32.load (i32.add (local.get $at) (local.get $column))) (local.get $from)))
        (i32.store (i32.add (local.get $widths) (local.get $column)) (i32.const 0))
        (if (local.get $n) (then
          (local.set $packed (call $hex (local.get $from) (local.get $n) (local.get $out)))
          (if (local.get $packed)
            (then
              (i32.store (i32.add (local.get $widths) (local.get $column)) (local.get $packed))
              (local.set $out (i32.add (local.get $out) (i32.mul (i32.div_u (local.get $n) (local.get $packed)) (i32.shr_u (local.get $packed) (i32.const 1))))))
            (else
              (memory.copy (local.get $out) (local.get $from) (local.get $n))
              (local.set $out (i32.add (local.get $out) (local.get $n)))))))
        (local.set $column (i32.add (local.get $column) (i32.const 4)))
        (br $each)))
    (local.get $out))

  ;; Packs a column of n bytes when it is words of one width, each 16 digits (0-9, a-f) or a multiple of that and the same last byte.
  ;; Returns that width; 0 when it is not.
  (func $hex (param $p i32) (param $n i32) (param $out i32) (result i32)
    (local $stop i32) (local $width i32) (local $last i32) (local $end i32) (local $v v128) (local $digits v128) (local $letters v128)
    (local.set $stop (i32.add (local.get $p) (local.get $n)))
    ;; The width of the first word; it is not looked for beyond 96 bytes.
    (block $found
      (loop $look
        (if (i32.or (i32.ge_u (local.get $width) (local.get $n)) (i32.ge_u (local.get $width) (i32.const 96))) (then (return (i32.const 0))))
        (local.set $last (i32.load8_u (i32.add (local.get $p) (local.get $width))))
        (local.set $width (i32.add (local.get $width) (i32.const 1)))
        (br_if $found (i32.or (i32.eq (local.get $last) (i32.const 10)) (i32.or (i32.eq (local.get $last) (i32.const 32)) (i32.eq (local.get $last) (i32.const 34)))))
        (br $look)))
    (if (i32.or (i32.lt_u (local.get $width) (i32.const 17)) (i32.ne (i32.and (local.get $width) (i32.const 15)) (i32.const 1))) (then (return (i32.const 0))))
    (if (i32.rem_u (local.get $n) (local.get $width)) (then (return (i32.const 0))))
    (loop $word
      (local.set $end (i32.sub (i32.add (local.get $p) (local.get $width)) (i32.const 1)))
      (if (i32.ne (i32.load8_u (local.get $end)) (local.get $last)) (then (return (i32.const 0))))
      (loop $sixteen
        (local.set $v (v128.load (local.get $p)))
        (local.set $digits (i8x16.lt_u (i8x16.sub (local.get $v) (i8x16.splat (i32.const 48))) (i8x16.splat (i32.const 10))))
        (local.set $letters (i8x16.lt_u (i8x16.sub (local.get $v) (i8x16.splat (i32.const 97))) (i8x16.splat (i32.const 6))))
        (if (i32.eqz (i8x16.all_true (v128.or (local.get $digits) (local.get $letters)))) (then (return (i32.const 0))))
        (local.set $v (i8x16.sub (local.get $v) (v128.bitselect (i8x16.splat (i32.const 48)) (i8x16.splat (i32.const 87)) (local.get $digits))))
        ;; Of each pair the first digit is the upper one.
        (local.set $v (v128.and (v128.or (i16x8.shl (local.get $v) (i32.const 4)) (i16x8.shr_u (local.get $v) (i32.const 8))) (i16x8.splat (i32.const 255))))
        (v128.store64_lane 0 (local.get $out) (i8x16.narrow_i16x8_u (local.get $v) (local.get $v)))
        (local.set $out (i32.add (local.get $out) (i32.const 8)))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (br_if $sixteen (i32.lt_u (local.get $p) (local.get $end))))
      (local.set $p (i32.add (local.get $end) (i32.const 1)))
      (br_if $word (i32.lt_u (local.get $p) (local.get $stop))))
    (local.get $width)))
